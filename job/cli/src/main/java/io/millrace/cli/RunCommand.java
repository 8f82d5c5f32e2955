/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace run}: runs the job of a definitions folder in this process. */
@Command(
        name = "run",
        description =
                "Runs the syncs of a definitions folder on this machine: on schedule until it"
                        + " is stopped, or each sync once. The next call continues from the"
                        + " saved state.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Topology topology;
    private final StopSignal stop;

    @Spec private CommandSpec spec;

    @Mixin private PlanOptions options = new PlanOptions();

    @Option(names = "--once", description = "Runs each sync once and ends.")
    private boolean once;

    @Option(
            names = "--sync",
            paramLabel = "NAME",
            description =
                    "Runs only this sync; can be repeated. The other syncs keep their state"
                            + " and start no run.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--new-project",
            description =
                    "The definitions write to a different Iterable project than before: moves"
                            + " the saved state into a subfolder and sends every row.")
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
        Optional<Plan> read = options.read(terminal);
        if (read.isEmpty()) {
            return ExitCode.WRONG_INPUT.number();
        }
        Plan plan = read.get();
        Set<String> selected = select(plan);
        LocalConfiguration configuration = configuration(plan);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            Path log = Logs.to(plan.state());
            webPort.ifPresent(port -> terminal.print("Flink's web UI: " + cluster.webAddress()));
            if (newProject) {
                startWithoutBaseline(cluster, plan);
            }
            terminal.print("Runs " + String.join(", ", selected) + ". Details: " + log);
            return run(cluster, configuration, plan, selected).number();
        }
    }

    /**
     * Refuses the option if the state already belongs to this project: an option left in a script
     * must not send every row at each start.
     */
    private void startWithoutBaseline(LocalCluster cluster, Plan plan) throws InterruptedException {
        try {
            StartingState saved = StartingState.saved(cluster.savedOperators());
            if (JobStart.isOfProject(saved, plan.project())) {
                throw new OtherProjectException(
                        "--new-project: the saved state belongs to this Iterable project"
                                + " already. Leave the option out; to send every row again,"
                                + " use another folder with --state");
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
                                terminal.print(
                                        "A new project: every row is sent. The state of the"
                                                + " previous project is in "
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
        names.forEach(name -> PlanOptions.requireEnabled(plan, name, spec.commandLine()));
        Set<String> enabled = PlanOptions.enabledSyncs(plan);
        if (enabled.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "No sync in " + options.folder() + " is enabled");
        }
        return names.isEmpty() ? enabled : new TreeSet<>(names);
    }

    private Map<String, Trigger> triggers(Plan plan, Set<String> selected, Instant now) {
        Map<String, Trigger> triggers = new TreeMap<>();
        for (SyncPlan sync : plan.syncs()) {
            Trigger requested = once ? new Trigger.Once(now) : sync.trigger();
            triggers.put(
                    sync.name(), selected.contains(sync.name()) ? requested : new Trigger.Never());
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
