/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/**
 * A problem of a {@code files} table.
 *
 * @param subject the option or column with the problem; empty for the content of a file
 * @param message what is wrong and how to fix it, for people
 */
public record FilesProblem(Severity severity, String subject, String message) {

    /** A table with errors can't be read; a table with only warnings can. */
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
