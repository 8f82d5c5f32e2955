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

/** Reads definitions for a command, and prints all problems. */
public final class DefinitionsFolder {

    private DefinitionsFolder() {}

    /**
     * Returns the plan; empty if the definitions have errors, which are printed. Makes no
     * connection: a system that can't be reached now may be available at the time of a run.
     */
    public static Optional<Plan> read(
            Path folder, Map<String, String> environment, Terminal terminal) {
        return planOf(Check.offline(folder, environment), folder, terminal);
    }

    /** Prints the problems of a check and returns its plan; empty if it found an error. */
    static Optional<Plan> planOf(CheckReport report, Path folder, Terminal terminal) {
        terminal.err().print(report.text());
        terminal.err().flush();
        if (!report.passed()) {
            long errors =
                    report.problems().stream()
                            .filter(problem -> problem.severity() == Severity.ERROR)
                            .count();
            terminal.printError(
                    (errors == 1 ? "1 problem in " : errors + " problems in ") + folder);
            return Optional.empty();
        }
        return report.plan();
    }

    /** Returns the plan with another state folder. A ledger in the state folder moves with it. */
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
