/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;

/**
 * One statement of a {@code models/*.sql} file.
 *
 * @param at where the statement begins
 * @param sql with references resolved, so it may contain secrets; its first line is line {@code at}
 */
public record SqlStatement(Location at, String sql) {

    @Override
    public String toString() {
        return "statement at " + at;
    }
}
