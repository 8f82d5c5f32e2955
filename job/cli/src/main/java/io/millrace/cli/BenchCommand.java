/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.LineBenchmark;
import io.millrace.benchmarks.LineOptions;
import io.millrace.benchmarks.LineResult;
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
            LineOptions options = options(rows, parallelism);
            LineResult result = new LineBenchmark(options, terminal.out(), stop::requested).run();
            result.differences().forEach(terminal::complain);
            terminal.say(result.line());
            return (result.isCorrect() ? ExitCode.OK : ExitCode.FAILED).number();
        } catch (BenchmarkException e) {
            terminal.complain(e.getMessage());
            return ExitCode.FAILED.number();
        }
    }

    private LineOptions options(int rows, int parallelism) {
        try {
            return new LineOptions(rows, parallelism);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.subcommands().get("line"), "--" + e.getMessage(), e);
        }
    }
}
