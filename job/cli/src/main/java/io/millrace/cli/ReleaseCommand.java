/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.plan.Plan;
import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.LedgerRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace release}: releases quarantined rows. */
@Command(
        name = "release",
        description =
                "Shows the quarantined rows of a sync and releases them: the next run tries"
                        + " these rows, and all rows that wait after a rejection, again. A"
                        + " running job need not be stopped.",
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {

    private static final int ROWS_SHOWN = 50;

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Mixin private PlanOptions options = new PlanOptions();

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            required = true,
            description = "The sync whose rows to release.")
    private String name;

    @Option(names = "--dry-run", description = "Shows the rows and releases nothing.")
    private boolean dryRun;

    ReleaseCommand(Terminal terminal) {
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
        show(plan);
        if (!dryRun) {
            release(plan);
        }
        return ExitCode.OK.number();
    }

    private void show(Plan plan) {
        try (LedgerReader reader = new LedgerReader(DefinitionsFolder.ledger(plan))) {
            long quarantined = reader.quarantinedCount(name);
            List<LedgerRow> rows = reader.quarantined(name, ROWS_SHOWN);
            rows.forEach(row -> terminal.print(line(row)));
            if (quarantined > rows.size()) {
                terminal.print("  and " + (quarantined - rows.size()) + " more in millrace_rows");
            }
            terminal.print(
                    quarantined == 0
                            ? "No row of " + name + " was quarantined at the end of its last run."
                            : (quarantined == 1 ? "1 row" : quarantined + " rows")
                                    + " of "
                                    + name
                                    + " quarantined at the end of its last run.");
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
        terminal.print("Released: the next run of " + name + " tries every rejected row again.");
    }
}
