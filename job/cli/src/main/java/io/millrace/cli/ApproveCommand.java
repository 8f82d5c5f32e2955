/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.plan.Plan;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace approve}: approves withheld removals. */
@Command(
        name = "approve",
        description =
                "Approves the removals of a sync that one run withheld. The next run of the"
                        + " sync sends exactly these. The limit applies again to later"
                        + " removals. A running job need not be stopped.",
        mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {

    private static final int ROWS_SHOWN = 20;
    private static final int RUNS_NAMED = 5;

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Mixin private PlanOptions options = new PlanOptions();

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            required = true,
            description = "The sync whose removals to approve.")
    private String name;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            required = true,
            description = "The number of the run that withheld them.")
    private long run;

    @Option(names = "--dry-run", description = "Shows the removals and approves nothing.")
    private boolean dryRun;

    ApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Plan> read = options.read(terminal);
        if (read.isEmpty()) {
            return ExitCode.WRONG_INPUT.number();
        }
        Plan plan = read.get();
        PlanOptions.requireEnabled(plan, name, spec.commandLine());
        long removals;
        try (LedgerReader reader = new LedgerReader(DefinitionsFolder.ledger(plan))) {
            removals = requireHeld(reader);
            show(reader, removals);
        }
        if (!dryRun) {
            approve(plan, removals);
        }
        return ExitCode.OK.number();
    }

    /**
     * Returns the number of removals that the run withholds; fails if there are none to approve.
     */
    private long requireHeld(LedgerReader reader) {
        RunReport held =
                reader.run(name, run)
                        .filter(one -> one.delivered().withheld() > 0)
                        .orElseThrow(() -> wrong(notHeld(reader)));
        if (reader.approvedUpTo(name).orElse(Long.MIN_VALUE) >= run) {
            throw wrong("The removals withheld in run " + run + " of " + name + " are approved.");
        }
        boolean gone =
                reader.lastDelivered(name)
                        .filter(last -> last.run() > run && last.delivered().withheld() == 0)
                        .isPresent();
        if (gone) {
            throw wrong(
                    "The removals withheld in run "
                            + run
                            + " of "
                            + name
                            + " are no longer withheld: their rows have come back.");
        }
        return held.delivered().withheld();
    }

    private String notHeld(LedgerReader reader) {
        List<String> held =
                reader.runsWithholding(name, RUNS_NAMED).stream()
                        .map(one -> Long.toString(one.run()))
                        .toList();
        return "Run "
                + run
                + " of "
                + name
                + " withholds no removals; "
                + (held.isEmpty() ? "no run of it does." : "these do: " + String.join(", ", held));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void show(LedgerReader reader, long removals) {
        List<LedgerRow> examples = reader.withheld(name, run, ROWS_SHOWN);
        examples.forEach(row -> terminal.print("  " + row.key() + "  " + row.identifier()));
        if (removals > examples.size()) {
            terminal.print("  and " + count(removals - examples.size()) + " more");
        }
        terminal.print(
                words(removals)
                        + " of "
                        + name
                        + (removals == 1 ? " was" : " were")
                        + " withheld in run "
                        + run
                        + ".");
    }

    private void approve(Plan plan, long removals) {
        try (Ledger ledger =
                new Ledger(DefinitionsFolder.ledger(plan), name, LedgerSettings.DEFAULTS)) {
            ledger.approve(run);
        }
        terminal.print(
                "Approved: the next run of "
                        + name
                        + " sends "
                        + (removals == 1 ? "it" : "them")
                        + ", except for rows that have come"
                        + " back.");
    }

    private static String words(long removals) {
        return count(removals) + (removals == 1 ? " removal" : " removals");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
