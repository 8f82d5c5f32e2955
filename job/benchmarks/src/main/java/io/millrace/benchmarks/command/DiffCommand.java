/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.command;

import io.millrace.benchmarks.diff.DiffBenchmark;
import io.millrace.benchmarks.diff.DiffKey;
import io.millrace.benchmarks.diff.DiffModel;
import io.millrace.benchmarks.diff.DiffOptions;
import io.millrace.benchmarks.diff.DiffResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench diff}. */
@Command(
        name = "diff",
        description =
                "The diff compared with plain JDBC reading of the same table, in alternation: a run"
                        + " that adds every row, unchanged runs, and runs after a change of one row"
                        + " in a thousand; then the same with a diff that stores each row in an"
                        + " entry of state. The last line of the output is for machines.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

    private final Bench bench;

    @Spec private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "Customers in the table (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            defaultValue = "ordered",
            description =
                    "Primary key: ordered (a number in the order of storage), uuid or composite"
                            + " (text and number) (default: ${DEFAULT-VALUE}).")
    private DiffKey key;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "table",
            description =
                    "The model: table, query (a statement in the database) or view (in Flink SQL)"
                            + " (default: ${DEFAULT-VALUE}).")
    private DiffModel model;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Number of unchanged runs, and of changed runs; results are their medians"
                            + " (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "Subtasks of each stage, and threads of the plain reading (default:"
                            + " ${DEFAULT-VALUE}).")
    private int parallelism;

    @Option(
            names = "--no-plain",
            description =
                    "Omit the diff that stores each row in an entry of state; it takes most of the"
                            + " time.")
    private boolean noPlain;

    DiffCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws InterruptedException {
        DiffOptions options = Bench.options(spec, this::options);
        DiffResult result = new DiffBenchmark(options, bench.out(), bench.stopped()).run();
        return bench.report(result.differences(), List.of(result.line()));
    }

    private DiffOptions options() {
        return new DiffOptions(
                rows, key, model, rounds, parallelism, DiffOptions.CHECKPOINT_INTERVAL, !noPlain);
    }
}
