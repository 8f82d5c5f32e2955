/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Severity;
import io.millrace.job.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a check.
 *
 * @param plan empty if the files have an error
 * @param problems ordered by file and line; includes those of connections, if they were tried
 */
public record CheckReport(Optional<Plan> plan, List<Problem> problems) {

    public CheckReport {
        problems = List.copyOf(problems);
    }

    /** True if no problem prevents the job from starting. */
    public boolean passed() {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** One line for each problem; empty if there is none. */
    public String text() {
        return problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }
}
