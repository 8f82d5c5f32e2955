/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.command;

import io.millrace.benchmarks.delivery.DeliveryBenchmark;
import io.millrace.benchmarks.delivery.DeliveryOptions;
import io.millrace.benchmarks.delivery.DeliveryResults;
import io.millrace.benchmarks.delivery.DeliveryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench delivery}. */
@Command(
        name = "delivery",
        description =
                "The outbox with operations of each type: at the rates Iterable publishes, which"
                        + " share of the rate is used; without rates, what an operation costs. The"
                        + " last lines of the output are for machines.",
        mixinStandardHelpOptions = true)
final class DeliveryCommand implements Callable<Integer> {

    private final Bench bench;

    @Spec private CommandSpec spec;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description =
                    "Types of syncs, separated by commas, and hot, which is events of one user"
                            + " (default: all): ${COMPLETION-CANDIDATES}.")
    private List<DeliveryType> types = new ArrayList<>();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "Operations of each type without rates; a tenth where a call takes one row, and"
                            + " at most 100,000 of hot (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "1000000",
            description =
                    "Operations of the first type that are delivered before the measurement, so that"
                            + " the JVM has compiled the code; 0 omits the warm-up (default:"
                            + " ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "Duration of each type's delivery at the published rate; 0 omits it (default:"
                            + " ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    DeliveryCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws InterruptedException {
        DeliveryOptions options = Bench.options(spec, this::options);
        DeliveryResults results =
                new DeliveryBenchmark(options, bench.out(), bench.stopped()).run();
        return bench.report(results.differences(), results.lines());
    }

    private DeliveryOptions options() {
        return new DeliveryOptions(
                types.isEmpty() ? List.of(DeliveryType.values()) : types,
                rows,
                warmUp,
                Duration.ofSeconds(seconds),
                parallelism,
                DeliveryOptions.CHECKPOINT_INTERVAL);
    }
}
