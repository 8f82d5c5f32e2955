/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.local.SavedSync;
import io.millrace.job.local.SyncInventory;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace forget-sync}: deletes the state of one sync. */
@Command(
        name = "forget-sync",
        description =
                "Deletes the state of a sync that is disabled or whose file was removed,"
                        + " including its pending operations. If the sync is enabled or added"
                        + " again, its next run is a first run. Stop 'run' first. The"
                        + " ledger is not changed.",
        mixinStandardHelpOptions = true)
final class ForgetSyncCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Mixin private PlanOptions options = new PlanOptions();

    @Parameters(index = "1", paramLabel = "NAME", description = "The sync to forget.")
    private String name;

    ForgetSyncCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<Plan> read = options.read(terminal);
        if (read.isEmpty()) {
            return ExitCode.WRONG_INPUT.number();
        }
        Plan plan = read.get();
        refuseIfEnabled(plan);
        Optional<SavedSync> forgotten = SyncInventory.forget(plan.state(), stateName(plan));
        forgotten.ifPresent(sync -> terminal.print(line(sync)));
        return forgotten.isEmpty() ? nothingFound(plan) : ExitCode.OK.number();
    }

    private String stateName(Plan plan) {
        return plan.paused().stream()
                .filter(sync -> sync.name().equals(name))
                .map(SyncPlan::stateName)
                .findFirst()
                .orElse(name);
    }

    private void refuseIfEnabled(Plan plan) {
        boolean enabled =
                plan.syncs().stream()
                        .anyMatch(
                                sync -> sync.name().equals(name) || sync.stateName().equals(name));
        if (enabled) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Sync '"
                            + name
                            + "' is enabled: its next run would be a first run. To do this"
                            + " intentionally, set 'enabled: false' in its file,"
                            + " forget the sync, and enable it again");
        }
    }

    private static String line(SavedSync sync) {
        return "Forgot the state of "
                + sync.name()
                + ": "
                + size(sync.bytes())
                + sync.keptSince()
                        .map(since -> ", kept since " + HandoverText.day(since))
                        .orElse("")
                + ". Its next run would be a first run.";
    }

    private static String size(long bytes) {
        return bytes < 1_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }

    private int nothingFound(Plan plan) {
        List<SavedSync> saved = SyncInventory.in(plan.state());
        terminal.printError(
                "there is no state of sync '"
                        + name
                        + "' in "
                        + plan.state()
                        + (saved.isEmpty()
                                ? ""
                                : "; there is state of "
                                        + saved.stream()
                                                .map(SavedSync::name)
                                                .collect(Collectors.joining(", "))));
        return ExitCode.WRONG_INPUT.number();
    }
}
