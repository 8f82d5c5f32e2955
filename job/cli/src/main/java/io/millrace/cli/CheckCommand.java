/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code millrace check}: reads everything, changes nothing. */
@Command(
        name = "check",
        description =
                "Checks a definitions folder: every problem with file, line, key and fix. Reads no"
                        + " source and sends nothing.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Plan> plan = DefinitionsFolder.read(folder, terminal.environment(), terminal);
        plan.ifPresent(this::summarise);
        return plan.map(right -> ExitCode.OK).orElse(ExitCode.WRONG_INPUT).number();
    }

    private void summarise(Plan plan) {
        for (SyncPlan sync : plan.syncs()) {
            terminal.say(
                    String.format(
                            Locale.ROOT,
                            "%-16s  %s → users by %s, %d of %d columns, every %s",
                            sync.name(),
                            sync.model().name(),
                            sync.layout().identifierKind().field(),
                            sync.layout().columns().getFieldCount(),
                            sync.model().columns().getFieldCount(),
                            sync.trigger()
                                    .interval()
                                    .toString()
                                    .substring(2)
                                    .toLowerCase(Locale.ROOT)));
        }
        int syncs = plan.syncs().size();
        terminal.say(
                syncs
                        + (syncs == 1 ? " sync" : " syncs")
                        + " into "
                        + plan.project().baseUrl()
                        + ". No problems that stop a run.");
    }
}
