/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/**
 * Something about a warehouse table that needs attention.
 *
 * @param subject the option or column it is about
 * @param message what is wrong and how to mend it, for people; holds no secret
 */
public record WarehouseProblem(Severity severity, String subject, String message) {

    /** Whether the table can be read nevertheless. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static WarehouseProblem error(String subject, String message) {
        return new WarehouseProblem(Severity.ERROR, subject, message);
    }

    static WarehouseProblem warning(String subject, String message) {
        return new WarehouseProblem(Severity.WARNING, subject, message);
    }
}
