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

/** {@code millrace check}: looks at everything, changes nothing. */
@Command(
        name = "check",
        description =
                "Checks a definitions folder and says every problem at once, each with file, line,"
                        + " key and fix. Connects to each warehouse, to compare the columns, and to"
                        + " Iterable, to try the key; reads no rows and sends nothing. Says how many"
                        + " rows the first run of a sync would send.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(names = "--offline", description = "Looks at the files alone and connects to nothing.")
    private boolean offline;

    @Option(
            names = "--cluster",
            description = "Says too what is wrong or has no effect if a cluster runs the job.")
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

    /** Checks the files only: the secrets of every environment are rarely available at once. */
    private ExitCode checkEach(List<String> environments, Map<String, String> variables) {
        ExitCode worst = ExitCode.OK;
        for (String name : environments) {
            terminal.say("Environment " + name + ":");
            Map<String, String> chosen = new HashMap<>(variables);
            chosen.put(Definitions.ENVIRONMENT, name);
            worst = worst.or(check(chosen, true));
        }
        terminal.say(
                "To try the connections of one, choose it with --env or "
                        + Definitions.ENVIRONMENT
                        + ".");
        return worst;
    }

    private void summarise(Plan plan, boolean filesAlone) {
        plan.syncs().forEach(sync -> terminal.say(line(sync, schedule(sync.trigger().interval()))));
        plan.paused().forEach(sync -> terminal.say(line(sync, "disabled")));
        if (!filesAlone) {
            tellOfFirstRuns(plan);
        }
        int syncs = plan.syncs().size();
        terminal.say(
                (syncs == 1 ? "1 sync" : syncs + " syncs")
                        + (plan.paused().isEmpty()
                                ? ""
                                : ", " + plan.paused().size() + " disabled,")
                        + " into "
                        + plan.project().baseUrl()
                        + ". "
                        + (filesAlone
                                ? "The files are right; no connection was tried."
                                : "Nothing keeps the job from running."));
    }

    /** Of the syncs without state in the folder that {@code run} would use. */
    private void tellOfFirstRuns(Plan plan) {
        Set<String> saved =
                SyncInventory.in(plan.state()).stream()
                        .map(SavedSync::stateName)
                        .collect(Collectors.toSet());
        plan.syncs().stream()
                .filter(sync -> !saved.contains(sync.stateName()))
                .forEach(sync -> terminal.say(FirstRunText.of(sync, FirstRunRows.of(sync))));
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

    /** As it would be written in a sync, in the largest unit that divides it. */
    static String schedule(Duration interval) {
        if (!interval.minusDays(interval.toDays()).isZero()) {
            if (!interval.minusHours(interval.toHours()).isZero()) {
                return interval.toSecondsPart() == 0
                        ? "every " + interval.toMinutes() + " min"
                        : "every " + interval.toSeconds() + " s";
            }
            return "every " + interval.toHours() + " h";
        }
        return "every " + interval.toDays() + " day";
    }
}
