/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.EnvironmentOption;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalClusterException;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.local.StopSignal;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.setup.SetupException;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.OtherProjectException;
import io.millrace.job.topology.StartingState;
import io.millrace.trigger.Trigger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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

/** {@code millrace run}: the job of a definitions folder, embedded. */
@Command(
        name = "run",
        description =
                "Runs the syncs of a definitions folder on this machine: on schedule until it is"
                        + " stopped, or each once. The next call goes on where this one ends.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Topology topology;
    private final StopSignal stop;

    @Spec private CommandSpec spec;

    @Mixin private EnvironmentOption env = new EnvironmentOption();

    @Parameters(paramLabel = "DIR", description = "The folder that holds millrace.yaml.")
    private Path folder;

    @Option(names = "--once", description = "Each sync once, to the end.")
    private boolean once;

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            description =
                    "Only this sync; may be given several times. The others keep their state and"
                            + " start no run.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "Where checkpoints, the ledger and the log go, instead of the"
                            + " definitions' 'state'.")
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--new-project",
            description =
                    "The definitions write to another Iterable project than before: sets the saved"
                            + " state aside and sends every row.")
    private boolean newProject;

    @Option(
            names = "--port-for-ui",
            paramLabel = "PORT",
            description = "Shows Flink's web UI on this port of this machine.")
    private Optional<Integer> webPort = Optional.empty();

    RunCommand(Terminal terminal, Topology topology, StopSignal stop) {
        this.terminal = terminal;
        this.topology = topology;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Plan> read =
                DefinitionsFolder.read(folder, env.over(terminal.environment()), terminal);
        if (read.isEmpty()) {
            return ExitCode.WRONG_INPUT.number();
        }
        Plan plan = state.map(over -> DefinitionsFolder.over(over, read.get())).orElse(read.get());
        Set<String> selected = select(plan);
        LocalConfiguration configuration = configuration(plan);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            Path log = Logs.to(plan.state());
            webPort.ifPresent(port -> terminal.say("Flink's web UI: " + cluster.webAddress()));
            if (newProject) {
                startWithoutBaseline(cluster, plan);
            }
            terminal.say("Runs " + String.join(", ", selected) + ". Details: " + log);
            return run(cluster, configuration, plan, selected).number();
        }
    }

    /** An option that stays in a script must not send everything at each start. */
    private void startWithoutBaseline(LocalCluster cluster, Plan plan) throws InterruptedException {
        try {
            StartingState saved = StartingState.saved(cluster.savedOperators());
            if (JobStart.isOfProject(saved, plan.project())) {
                throw new OtherProjectException(
                        "--new-project: the saved state is already of this Iterable project. Leave"
                                + " the option out; to send every row again, use another folder"
                                + " with --state");
            }
            if (!plan.ledger().url().contains(plan.state().toString())) {
                JobStart.verify(plan.project(), StartingState.none(), "").claim(plan.ledger());
            }
        } catch (SetupException e) {
            throw new LocalClusterException(e.getMessage(), e);
        }
        cluster.setStateAside()
                .ifPresent(
                        aside ->
                                terminal.say(
                                        "A new project: every row is sent. The state of the other"
                                                + " one is in "
                                                + aside));
    }

    private ExitCode run(
            LocalCluster cluster, LocalConfiguration configuration, Plan plan, Set<String> selected)
            throws InterruptedException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Map<String, Trigger> triggers = triggers(plan, selected, now);
        try (LiveJob job =
                LiveJob.start(cluster, configuration, topology, plan, triggers, terminal)) {
            ExitCode code =
                    once ? job.untilEachHasRun(selected, now, stop) : job.untilStopped(stop);
            job.stop();
            return code;
        }
    }

    private Set<String> select(Plan plan) {
        Set<String> known =
                plan.syncs().stream()
                        .map(SyncPlan::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "No enabled sync '" + name + "'; there are: " + String.join(", ", known));
            }
        }
        if (known.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "No sync of " + folder + " is enabled");
        }
        return names.isEmpty() ? known : new TreeSet<>(names);
    }

    private Map<String, Trigger> triggers(Plan plan, Set<String> selected, Instant now) {
        Map<String, Trigger> triggers = new TreeMap<>();
        for (SyncPlan sync : plan.syncs()) {
            Trigger asked = once ? new Trigger.Once(now) : sync.trigger();
            triggers.put(sync.name(), selected.contains(sync.name()) ? asked : new Trigger.Never());
        }
        return triggers;
    }

    private LocalConfiguration configuration(Plan plan) {
        return new LocalConfiguration(
                plan.state(),
                plan.parallelism(),
                plan.checkpointInterval(),
                once ? RestartPolicy.BOUNDED : RestartPolicy.ENDLESS,
                webPort.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }
}
