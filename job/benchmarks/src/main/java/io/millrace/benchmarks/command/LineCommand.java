/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.command;

import io.millrace.benchmarks.line.LineBenchmark;
import io.millrace.benchmarks.line.LineOptions;
import io.millrace.benchmarks.line.LineResult;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench line}. */
@Command(
        name = "line",
        description =
                "The whole line, from a table in PostgreSQL to the sandbox: a run that adds every"
                        + " row, an unchanged run, and a run after a change of one row in a"
                        + " thousand. The last line of the output is for machines.",
        mixinStandardHelpOptions = true)
final class LineCommand implements Callable<Integer> {

    private final Bench bench;

    @Spec private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Customers in the table (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "2",
            description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
    private int parallelism;

    LineCommand(Bench bench) {
        this.bench = bench;
    }

    @Override
    public Integer call() throws InterruptedException {
        LineOptions options = Bench.options(spec, () -> new LineOptions(rows, parallelism));
        LineResult result = new LineBenchmark(options, bench.out(), bench.stopped()).run();
        return bench.report(result.differences(), List.of(result.line()));
    }
}
