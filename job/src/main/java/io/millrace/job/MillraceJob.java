/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import io.millrace.job.check.Check;
import io.millrace.job.check.CheckReport;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.Plan;
import io.millrace.job.setup.SetupException;
import io.millrace.job.topology.FlinkRules;
import io.millrace.job.topology.JobStart;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.OtherProjectException;
import io.millrace.job.topology.StartingState;
import io.millrace.report.ledger.LedgerException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The main class of the job jar, started by {@code flink run}. Reads the definitions on the machine
 * where it runs, with the environment variables of that machine, and submits all syncs as one job.
 * The cluster's configuration sets parallelism, checkpoints and state.
 */
@Command(
        name = "millrace-job",
        description = "Submits the syncs of a definitions folder to the Flink cluster.",
        mixinStandardHelpOptions = true)
public final class MillraceJob implements Callable<Integer> {

    private static final int WRONG_DEFINITIONS = 2;

    private static final String REMEDY =
            "Submit with a savepoint of this project; or with --new-project, which starts without"
                    + " the savepoint and sends every row";

    @Option(
            names = "--definitions",
            required = true,
            paramLabel = "DIR",
            description = "The folder that holds millrace.yaml, models and syncs.")
    private Path folder;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "millrace",
            description = "Name of the job (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--new-project",
            description =
                    "The definitions write to a different Iterable project than the"
                            + " savepoint: starts without the savepoint and sends every row.")
    private boolean newProject;

    @Mixin private EnvironmentOption environmentOption = new EnvironmentOption();

    @Spec private CommandSpec spec;

    private final Map<String, String> env;

    MillraceJob(Map<String, String> env) {
        this.env = env;
    }

    public static void main(String[] args) throws Exception {
        int code = commandLine(System.getenv()).execute(args);
        if (code != 0) {
            // Not System.exit: in application mode this runs inside the cluster.
            throw new IllegalArgumentException(
                    "the job was not submitted, see the messages above (code " + code + ")");
        }
    }

    /** Returns the command line. Exceptions are thrown to the caller, so that Flink shows them. */
    public static CommandLine commandLine(Map<String, String> env) {
        return new CommandLine(new MillraceJob(env))
                .setExecutionExceptionHandler(
                        (failure, line, parsed) -> {
                            throw failure;
                        });
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    @Override
    public Integer call() throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        Optional<StreamGraph> graph = graph(environment);
        if (graph.isEmpty()) {
            return WRONG_DEFINITIONS;
        }
        environment.execute(graph.get());
        return 0;
    }

    /** Returns the job to submit; empty if it must not be submitted, with the reason printed. */
    Optional<StreamGraph> graph(StreamExecutionEnvironment environment) throws Exception {
        CheckReport report =
                Check.offline(folder, environmentOption.over(env), Check.Target.CLUSTER);
        Problems configuration = new Problems();
        FlinkRules.inspect(environment.getConfiguration(), configuration);
        err().print(report.text());
        configuration.all().forEach(err()::println);
        err().flush();
        if (!report.passed() || configuration.hasErrors()) {
            return Optional.empty();
        }
        try {
            return Optional.of(graph(environment, report.plan().orElseThrow()));
        } catch (OtherProjectException e) {
            err().println(e.getMessage());
            return Optional.empty();
        }
    }

    private StreamGraph graph(StreamExecutionEnvironment environment, Plan plan) throws Exception {
        StartingState given = StartingState.of(environment.getConfiguration());
        if (newProject) {
            requireOtherProject(given, plan);
        }
        JobStart start =
                JobStart.verify(plan.project(), newProject ? StartingState.none() : given, REMEDY);
        start.notes().forEach(err()::println);
        claim(start, plan);
        MillraceTopology.build(environment, plan, Map.of(), start);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        if (newProject) {
            err().println("A new project: starts without the savepoint and sends every row");
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.none());
        }
        return graph;
    }

    private static void requireOtherProject(StartingState given, Plan plan)
            throws SetupException, InterruptedException {
        if (JobStart.isOfProject(given, plan.project())) {
            throw new OtherProjectException(
                    "--new-project: the savepoint belongs to this Iterable project. Leave the"
                            + " option out, or submit without -s to send every row again");
        }
    }

    /** The submitting machine may have no access to the ledger, so a failure is only reported. */
    private void claim(JobStart start, Plan plan) {
        try {
            start.claim(plan.ledger());
        } catch (LedgerException e) {
            err().println("The project of the ledger can't be checked: " + e.getMessage());
        }
    }
}
