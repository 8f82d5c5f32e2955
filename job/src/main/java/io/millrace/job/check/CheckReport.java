/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Severity;
import io.millrace.job.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param plan empty if the files hold an error
 * @param problems by file and line; connections included if they were tried
 */
public record CheckReport(Optional<Plan> plan, List<Problem> problems) {

    public CheckReport {
        problems = List.copyOf(problems);
    }

    /** True if nothing keeps the job from starting. */
    public boolean passed() {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** One problem a line; empty if there is none. */
    public String text() {
        return problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }
}
