/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.check.Check;
import io.millrace.job.check.CheckReport;
import io.millrace.job.definition.problem.Severity;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.report.ledger.LedgerConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads definitions for a command and says everything that is wrong with them. */
public final class DefinitionsFolder {

    private DefinitionsFolder() {}

    /**
     * The plan, or empty if there is none; then the terminal has been told why. Looks at the files
     * alone: what can't be reached now may be there by the time of a run.
     */
    public static Optional<Plan> read(
            Path folder, Map<String, String> environment, Terminal terminal) {
        return planOf(Check.offline(folder, environment), folder, terminal);
    }

    /** The plan of a check that found no error; says all it found. */
    static Optional<Plan> planOf(CheckReport report, Path folder, Terminal terminal) {
        terminal.err().print(report.text());
        terminal.err().flush();
        if (!report.passed()) {
            long errors =
                    report.problems().stream()
                            .filter(problem -> problem.severity() == Severity.ERROR)
                            .count();
            terminal.complain((errors == 1 ? "1 problem in " : errors + " problems in ") + folder);
            return Optional.empty();
        }
        return report.plan();
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
                plan.syncs(),
                plan.paused());
    }

    static LedgerConnection ledger(Plan plan) {
        LedgerPlan ledger = plan.ledger();
        return new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
    }
}
