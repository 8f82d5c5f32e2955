/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/**
 * Something about a {@code files} table that needs attention.
 *
 * @param subject the option or column it is about; empty if it is about the files' content
 * @param message what is wrong and how to mend it, for people
 */
public record FilesProblem(Severity severity, String subject, String message) {

    /** Whether the table can be read nevertheless. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static FilesProblem error(String subject, String message) {
        return new FilesProblem(Severity.ERROR, subject, message);
    }

    static FilesProblem warning(String subject, String message) {
        return new FilesProblem(Severity.WARNING, subject, message);
    }
}
