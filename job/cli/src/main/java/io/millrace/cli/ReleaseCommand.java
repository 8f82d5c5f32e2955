/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.EnvironmentOption;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
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

/** {@code millrace release}: quarantined rows, and another try for them. */
@Command(
        name = "release",
        description =
                "Shows the quarantined rows of a sync, and lets them and all that rest after"
                        + " refusals be tried again at its next run. A job that runs need not be"
                        + " stopped.",
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {

    private static final int ROWS_SHOWN = 50;

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Mixin private EnvironmentOption env = new EnvironmentOption();

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            required = true,
            description = "The sync whose rows are released.")
    private String name;

    @Option(names = "--dry-run", description = "Only shows the rows.")
    private boolean dryRun;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The state folder, if it is not the definitions' 'state'.")
    private Optional<Path> state = Optional.empty();

    ReleaseCommand(Terminal terminal) {
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
        show(plan);
        if (!dryRun) {
            release(plan);
        }
        return ExitCode.OK.number();
    }

    private void requireSync(Plan plan) {
        Set<String> known =
                plan.syncs().stream()
                        .map(SyncPlan::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!known.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No enabled sync '" + name + "'; there are: " + String.join(", ", known));
        }
    }

    private void show(Plan plan) {
        try (LedgerReader reader = new LedgerReader(DefinitionsFolder.ledger(plan))) {
            long quarantined = reader.quarantinedCount(name);
            List<LedgerRow> rows = reader.quarantined(name, ROWS_SHOWN);
            rows.forEach(row -> terminal.say(line(row)));
            if (quarantined > rows.size()) {
                terminal.say("  and " + (quarantined - rows.size()) + " more in millrace_rows");
            }
            terminal.say(
                    quarantined == 0
                            ? "No row of " + name + " was quarantined when it last ran."
                            : (quarantined == 1 ? "1 row" : quarantined + " rows")
                                    + " of "
                                    + name
                                    + " quarantined when it last ran.");
        }
    }

    private static String line(LedgerRow row) {
        return String.format(
                Locale.ROOT,
                "  %s  %s  %s, %d times: %s",
                row.key(),
                row.identifier(),
                row.code(),
                row.attempts(),
                row.detail());
    }

    private void release(Plan plan) {
        try (Ledger ledger =
                new Ledger(DefinitionsFolder.ledger(plan), name, LedgerSettings.DEFAULTS)) {
            ledger.release(System.currentTimeMillis());
        }
        terminal.say("Released: its next run tries every refused row of " + name + " again.");
    }
}
