/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.LineBenchmark;
import io.millrace.benchmarks.LineOptions;
import io.millrace.benchmarks.LineResult;
import io.millrace.benchmarks.delivery.DeliveryBenchmark;
import io.millrace.benchmarks.delivery.DeliveryOptions;
import io.millrace.benchmarks.delivery.DeliveryResults;
import io.millrace.benchmarks.delivery.DeliveryType;
import io.millrace.benchmarks.diff.DiffBenchmark;
import io.millrace.benchmarks.diff.DiffKey;
import io.millrace.benchmarks.diff.DiffModel;
import io.millrace.benchmarks.diff.DiffOptions;
import io.millrace.benchmarks.diff.DiffResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace bench}: what the job costs on this machine. */
@Command(
        name = "bench",
        description =
                "Measures Millrace on this machine, over data it makes itself, and checks that what"
                        + " it did was right. Needs nothing else and leaves nothing behind.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        footer = {"", "Exit codes: 0 all was right, 3 something was not or the benchmark failed."})
final class BenchCommand implements Runnable {

    private final Terminal terminal;
    private final StopSignal stop;

    @Spec private CommandSpec spec;

    BenchCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a benchmark");
    }

    @Command(
            name = "line",
            description =
                    "The whole line, from a table in PostgreSQL to the sandbox: a run of all rows,"
                            + " one of nothing new, and one of a change of one row in a thousand."
                            + " The last line of the output is for machines.",
            mixinStandardHelpOptions = true)
    int line(
            @Option(
                            names = "--rows",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description = "Customers in the table (default: ${DEFAULT-VALUE}).")
                    int rows,
            @Option(
                            names = "--parallelism",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
                    int parallelism)
            throws InterruptedException {
        try {
            LineOptions options = options("line", () -> new LineOptions(rows, parallelism));
            LineResult result = new LineBenchmark(options, terminal.out(), stop::requested).run();
            result.differences().forEach(terminal::complain);
            terminal.say(result.line());
            return (result.isCorrect() ? ExitCode.OK : ExitCode.FAILED).number();
        } catch (BenchmarkException e) {
            terminal.complain(e.getMessage());
            return ExitCode.FAILED.number();
        }
    }

    @Command(
            name = "diff",
            description =
                    "The diff against plain JDBC reading of the same table, by turns: a run of all"
                            + " rows, some of nothing new, and some of a change of one row in a"
                            + " thousand; then the same with a diff that remembers row by row. The"
                            + " last line of the output is for machines.",
            mixinStandardHelpOptions = true)
    int diff(
            @Option(
                            names = "--rows",
                            paramLabel = "N",
                            defaultValue = "5000000",
                            description = "Customers in the table (default: ${DEFAULT-VALUE}).")
                    int rows,
            @Option(
                            names = "--key",
                            paramLabel = "KEY",
                            defaultValue = "ordered",
                            description =
                                    "Primary key: ordered (a number in the order of storage), uuid"
                                            + " or composite (text and number) (default:"
                                            + " ${DEFAULT-VALUE}).")
                    DiffKey key,
            @Option(
                            names = "--model",
                            paramLabel = "MODEL",
                            defaultValue = "table",
                            description =
                                    "What the model is: the table, a query in the database, or a"
                                            + " view in Flink SQL (default: ${DEFAULT-VALUE}).")
                    DiffModel model,
            @Option(
                            names = "--rounds",
                            paramLabel = "N",
                            defaultValue = "5",
                            description =
                                    "Unchanged runs, and changed runs, to take medians of (default:"
                                            + " ${DEFAULT-VALUE}).")
                    int rounds,
            @Option(
                            names = "--parallelism",
                            paramLabel = "N",
                            defaultValue = "2",
                            description =
                                    "Subtasks of each stage, and threads of the plain reading"
                                            + " (default: ${DEFAULT-VALUE}).")
                    int parallelism,
            @Option(
                            names = "--no-plain",
                            description =
                                    "Leave out the diff that remembers row by row; it takes most of"
                                            + " the time.")
                    boolean noPlain)
            throws InterruptedException {
        try {
            DiffOptions options =
                    options(
                            "diff",
                            () ->
                                    new DiffOptions(
                                            rows,
                                            key,
                                            model,
                                            rounds,
                                            parallelism,
                                            DiffOptions.CHECKPOINT_INTERVAL,
                                            !noPlain));
            DiffResult result = new DiffBenchmark(options, terminal.out(), stop::requested).run();
            result.differences().forEach(terminal::complain);
            terminal.say(result.line());
            return (result.isCorrect() ? ExitCode.OK : ExitCode.FAILED).number();
        } catch (BenchmarkException e) {
            terminal.complain(e.getMessage());
            return ExitCode.FAILED.number();
        }
    }

    @Command(
            name = "delivery",
            description =
                    "What the outbox makes of operations of each type: under the rates Iterable"
                            + " publishes, how much of them is used, and without any, what an"
                            + " operation costs. The last lines of the output are for machines.",
            mixinStandardHelpOptions = true)
    int delivery(
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            split = ",",
                            description =
                                    "Types of syncs, by comma, and hot, which is events of one user"
                                            + " (default: all): ${COMPLETION-CANDIDATES}.")
                    List<DeliveryType> types,
            @Option(
                            names = "--rows",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description =
                                    "Operations of each type without limits; a tenth of it where a"
                                            + " call takes one row, and at most 100,000 of hot"
                                            + " (default: ${DEFAULT-VALUE}).")
                    int rows,
            @Option(
                            names = "--warm-up",
                            paramLabel = "N",
                            defaultValue = "1000000",
                            description =
                                    "Operations of the first type that are delivered before, to"
                                            + " have the code compiled; 0 leaves it out (default:"
                                            + " ${DEFAULT-VALUE}).")
                    int warmUp,
            @Option(
                            names = "--seconds",
                            paramLabel = "N",
                            defaultValue = "30",
                            description =
                                    "How long each type is delivered at the rate Iterable publishes;"
                                            + " 0 leaves it out (default: ${DEFAULT-VALUE}).")
                    int seconds,
            @Option(
                            names = "--parallelism",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Subtasks of each stage (default: ${DEFAULT-VALUE}).")
                    int parallelism)
            throws InterruptedException {
        try {
            DeliveryOptions options =
                    options(
                            "delivery",
                            () ->
                                    new DeliveryOptions(
                                            types == null ? List.of(DeliveryType.values()) : types,
                                            rows,
                                            warmUp,
                                            Duration.ofSeconds(seconds),
                                            parallelism,
                                            DeliveryOptions.CHECKPOINT_INTERVAL));
            DeliveryResults results =
                    new DeliveryBenchmark(options, terminal.out(), stop::requested).run();
            results.differences().forEach(terminal::complain);
            results.lines().forEach(terminal::say);
            return (results.differences().isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
        } catch (BenchmarkException e) {
            terminal.complain(e.getMessage());
            return ExitCode.FAILED.number();
        }
    }

    private <T> T options(String benchmark, Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.subcommands().get(benchmark), "--" + e.getMessage(), e);
        }
    }
}
