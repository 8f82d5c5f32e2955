/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.EnvironmentOption;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace approve}: lets withheld removals go. */
@Command(
        name = "approve",
        description =
                "Lets the removals of a sync go that are withheld in a run: exactly those, with its"
                        + " next run. Removals found later are judged by the limit again. A job that"
                        + " runs need not be stopped.",
        mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {

    private static final int ROWS_SHOWN = 20;
    private static final int RUNS_NAMED = 5;

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Mixin private EnvironmentOption env = new EnvironmentOption();

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            required = true,
            description = "The sync whose removals are approved.")
    private String name;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            required = true,
            description = "The run that is held, by its number.")
    private long run;

    @Option(names = "--dry-run", description = "Only shows what would be removed.")
    private boolean dryRun;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The state folder, if it is not the definitions' 'state'.")
    private Optional<Path> state = Optional.empty();

    ApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Plan> read =
                DefinitionsFolder.read(folder, env.over(terminal.environment()), terminal);
        if (read.isEmpty()) {
            return ExitCode.WRONG_INPUT.number();
        }
        Plan plan = state.map(over -> DefinitionsFolder.over(over, read.get())).orElse(read.get());
        requireSync(plan);
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

    private void requireSync(Plan plan) {
        Set<String> known =
                plan.syncs().stream()
                        .map(SyncPlan::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(name)) {
            throw wrong("No enabled sync '" + name + "'; there are: " + String.join(", ", known));
        }
    }

    /** How many removals the run withholds. */
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
                            + " are withheld no more: their rows have come back.");
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
        examples.forEach(row -> terminal.say("  " + row.key() + "  " + row.identifier()));
        if (removals > examples.size()) {
            terminal.say("  and " + count(removals - examples.size()) + " more");
        }
        terminal.say(
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
        terminal.say(
                "Approved: the next run of "
                        + name
                        + " makes "
                        + (removals == 1 ? "it" : "them")
                        + ", but for rows that have come back.");
    }

    private static String words(long removals) {
        return count(removals) + (removals == 1 ? " removal" : " removals");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
