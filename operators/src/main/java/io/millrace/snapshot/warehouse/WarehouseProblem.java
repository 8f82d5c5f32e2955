/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/**
 * A problem of a warehouse table's declaration.
 *
 * @param subject the option or column that causes the problem
 * @param message the problem and its fix, for users; contains no secret
 */
public record WarehouseProblem(Severity severity, String subject, String message) {

    /** A table with warnings can be read, a table with errors can't. */
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
