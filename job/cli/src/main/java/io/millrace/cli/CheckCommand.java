/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.EnvironmentOption;
import io.millrace.job.check.Check;
import io.millrace.job.check.CheckReport;
import io.millrace.job.check.FirstRunRows;
import io.millrace.job.definition.Definitions;
import io.millrace.job.local.SavedSync;
import io.millrace.job.local.SyncInventory;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace check}: reports every problem of the definitions. Changes nothing. */
@Command(
        name = "check",
        description =
                "Checks a definitions folder and reports all problems, each with file, line,"
                        + " key and fix. Connects to each warehouse to compare columns, and"
                        + " to Iterable to check the API key; sends nothing. Reports"
                        + " how many rows the first run of each sync would send.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(names = "--offline", description = "Checks the files only, without any connection.")
    private boolean offline;

    @Option(
            names = "--cluster",
            description = "Also reports what is wrong, or has no effect, on a Flink cluster.")
    private boolean cluster;

    @Mixin private EnvironmentOption env = new EnvironmentOption();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, String> variables = env.over(terminal.environment());
        List<String> environments = Definitions.environments(folder);
        return environments.isEmpty() || Definitions.chosen(variables).isPresent()
                ? check(variables, offline).number()
                : checkEach(environments, variables).number();
    }

    private ExitCode check(Map<String, String> variables, boolean filesAlone) {
        CheckReport report =
                filesAlone
                        ? Check.offline(folder, variables, target())
                        : Check.run(folder, variables, target());
        Optional<Plan> plan = DefinitionsFolder.planOf(report, folder, terminal);
        plan.ifPresent(right -> summarise(right, filesAlone));
        return plan.map(right -> ExitCode.OK).orElse(ExitCode.WRONG_INPUT);
    }

    private Check.Target target() {
        return cluster ? Check.Target.CLUSTER : Check.Target.THIS_MACHINE;
    }

    /**
     * Checks the files only, because the secrets of all environments are rarely available together.
     */
    private ExitCode checkEach(List<String> environments, Map<String, String> variables) {
        ExitCode worst = ExitCode.OK;
        for (String name : environments) {
            terminal.print("Environment " + name + ":");
            Map<String, String> chosen = new HashMap<>(variables);
            chosen.put(Definitions.ENVIRONMENT, name);
            worst = worst.or(check(chosen, true));
        }
        terminal.print(
                "To check the connections of an environment, select it with --env or "
                        + Definitions.ENVIRONMENT
                        + ".");
        return worst;
    }

    private void summarise(Plan plan, boolean filesAlone) {
        plan.syncs()
                .forEach(sync -> terminal.print(line(sync, schedule(sync.trigger().interval()))));
        plan.paused().forEach(sync -> terminal.print(line(sync, "disabled")));
        if (!filesAlone) {
            printFirstRuns(plan);
        }
        terminal.print(
                syncs(plan) + " into " + plan.project().baseUrl() + ". " + result(filesAlone));
    }

    private static String syncs(Plan plan) {
        int enabled = plan.syncs().size();
        String syncs = enabled == 1 ? "1 sync" : enabled + " syncs";
        int disabled = plan.paused().size();
        return disabled == 0 ? syncs : syncs + ", " + disabled + " disabled,";
    }

    private static String result(boolean filesAlone) {
        return filesAlone
                ? "No problems in the files; connections were not checked."
                : "No problems: the job can run.";
    }

    /** Prints what the first run of each sync without saved state would send. */
    private void printFirstRuns(Plan plan) {
        Set<String> saved =
                SyncInventory.in(plan.state()).stream()
                        .map(SavedSync::stateName)
                        .collect(Collectors.toSet());
        plan.syncs().stream()
                .filter(sync -> !saved.contains(sync.stateName()))
                .forEach(sync -> terminal.print(FirstRunText.of(sync, FirstRunRows.of(sync))));
    }

    private static String line(SyncPlan sync, String when) {
        return String.format(
                Locale.ROOT,
                "%-16s  %s → %s by %s, %d of %d columns, %s",
                sync.name(),
                sync.model().name(),
                sync.type().spelling(),
                sync.layout().identifierKind().field(),
                sync.layout().columns().getFieldCount(),
                sync.model().columns().getFieldCount(),
                when);
    }

    /** The schedule as written in a sync, in the largest unit that divides the interval. */
    static String schedule(Duration interval) {
        long seconds = interval.toSeconds();
        if (seconds % 86_400 == 0) {
            return "every " + interval.toDays() + " day";
        }
        if (seconds % 3_600 == 0) {
            return "every " + interval.toHours() + " h";
        }
        if (seconds % 60 == 0) {
            return "every " + interval.toMinutes() + " min";
        }
        return "every " + seconds + " s";
    }
}
