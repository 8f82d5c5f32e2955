/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Problem;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.PlanResolver;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.StartingState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The main class of the job jar: what {@code flink run} starts. Reads the definitions where it is
 * called, with the environment variables of that machine, and submits every sync as one job.
 * Parallelism, checkpoints and state are the cluster's configuration.
 */
@Command(
        name = "millrace-job",
        description = "Submits the syncs of a definitions folder to the Flink cluster.",
        mixinStandardHelpOptions = true)
public final class MillraceJob implements Callable<Integer> {

    private static final int WRONG_DEFINITIONS = 2;

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
            description = "Name of the job; by default ${DEFAULT-VALUE}.")
    private String name;

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

    /** The arguments as they are parsed. What fails in between is thrown, for Flink to show. */
    public static CommandLine commandLine(Map<String, String> env) {
        return new CommandLine(new MillraceJob(env))
                .setExecutionExceptionHandler(
                        (failure, line, parsed) -> {
                            throw failure;
                        });
    }

    @Override
    public Integer call() throws Exception {
        Definitions definitions = Definitions.read(folder, env);
        Optional<Plan> plan = PlanResolver.resolve(definitions);
        for (Problem problem : definitions.problems().all()) {
            System.err.println(problem);
        }
        if (plan.isEmpty()) {
            return WRONG_DEFINITIONS;
        }
        if (plan.get().ledger().url().startsWith("jdbc:h2:file:")) {
            System.err.println(
                    "The ledger is a file, "
                            + plan.get().ledger().url()
                            + ": on several machines, set 'ledger.url' to a database all of them"
                            + " reach");
        }
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        MillraceTopology.build(
                environment,
                plan.get(),
                Map.of(),
                StartingState.of(environment.getConfiguration()));
        environment.execute(name);
        return 0;
    }
}
