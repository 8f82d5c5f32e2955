/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;

/**
 * One statement of a {@code models/*.sql}.
 *
 * @param at where it begins
 * @param sql references resolved, so it may hold secrets; its first line is that of {@code at}
 */
public record SqlStatement(Location at, String sql) {

    @Override
    public String toString() {
        return "statement at " + at;
    }
}
