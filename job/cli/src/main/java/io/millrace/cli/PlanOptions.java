/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.EnvironmentOption;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The folder, {@code --env} and {@code --state} of every command that requires a plan. */
final class PlanOptions {

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "The folder of checkpoints, ledger and log, instead of 'state' in"
                            + " millrace.yaml.")
    private Optional<Path> state = Optional.empty();

    @Mixin private EnvironmentOption env = new EnvironmentOption();

    Path folder() {
        return folder;
    }

    /** Returns the plan; empty if the definitions have errors, which are printed. */
    Optional<Plan> read(Terminal terminal) {
        return DefinitionsFolder.read(folder, env.over(terminal.environment()), terminal)
                .map(plan -> state.map(over -> DefinitionsFolder.over(over, plan)).orElse(plan));
    }

    /** The names of the enabled syncs. */
    static Set<String> enabledSyncs(Plan plan) {
        return plan.syncs().stream()
                .map(SyncPlan::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * @throws ParameterException if the plan has no enabled sync with this name
     */
    static void requireEnabled(Plan plan, String name, CommandLine command) {
        Set<String> enabled = enabledSyncs(plan);
        if (!enabled.contains(name)) {
            throw new ParameterException(
                    command,
                    "No enabled sync '" + name + "'; there are: " + String.join(", ", enabled));
        }
    }
}
