/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Problem;
import io.millrace.job.definition.Severity;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.PlanResolver;
import io.millrace.report.LedgerConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads definitions for a command and says everything that is wrong with them. */
public final class DefinitionsFolder {

    private DefinitionsFolder() {}

    /** The plan, or empty if there is none; then the terminal has been told why. */
    public static Optional<Plan> read(
            Path folder, Map<String, String> environment, Terminal terminal) {
        Definitions definitions = Definitions.read(folder, environment);
        Optional<Plan> plan = PlanResolver.resolve(definitions);
        List<Problem> problems = definitions.problems().all();
        problems.forEach(problem -> terminal.err().println(problem));
        if (plan.isEmpty()) {
            long errors =
                    problems.stream()
                            .filter(problem -> problem.severity() == Severity.ERROR)
                            .count();
            terminal.err().println();
            terminal.complain(errors + (errors == 1 ? " problem in " : " problems in ") + folder);
        }
        return plan;
    }

    /** The same plan over another state folder; a ledger of its own moves along. */
    public static Plan over(Path state, Plan plan) {
        Path folder = state.toAbsolutePath().normalize();
        LedgerPlan ledger = plan.ledger();
        String url = ledger.url().replace(plan.state().toString(), folder.toString());
        return new Plan(
                plan.project(),
                new LedgerPlan(url, ledger.user(), ledger.password()),
                folder,
                plan.parallelism(),
                plan.checkpointInterval(),
                plan.syncs());
    }

    static LedgerConnection ledger(Plan plan) {
        LedgerPlan ledger = plan.ledger();
        return new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
    }
}
