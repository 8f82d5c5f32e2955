/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.command;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.job.local.StopSignal;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code bench} command: measures what the job costs on this machine. */
@Command(
        name = "bench",
        description =
                "Measures Millrace on this machine with generated data, and checks the result of"
                        + " each run. Needs no other software and deletes its files at the end.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        footer = {
            "",
            "Exit codes: 0 every result was correct, 2 the usage is wrong, 3 a result was wrong or"
                    + " the",
            "benchmark failed."
        })
public final class Bench implements Runnable {

    static final int OK = 0;
    static final int FAILED = 3;

    private static final int HELP_WIDTH = 100;

    private final PrintStream out;
    private final PrintStream err;
    private final BooleanSupplier stopped;

    @Spec private CommandSpec spec;

    private Bench(PrintStream out, PrintStream err, BooleanSupplier stopped) {
        this.out = out;
        this.err = err;
        this.stopped = stopped;
    }

    public static void main(String[] arguments) {
        StopSignal stop = StopSignal.ofProcess();
        CommandLine line = commandLine(System.out, System.err, stop::requested);
        System.exit(line.execute(arguments));
    }

    /**
     * @param out receives the tables and results
     * @param err receives what went wrong
     * @param stopped whether the benchmark is to end early
     */
    static CommandLine commandLine(PrintStream out, PrintStream err, BooleanSupplier stopped) {
        Bench bench = new Bench(out, err, stopped);
        return new CommandLine(bench)
                .addSubcommand(new LineCommand(bench))
                .addSubcommand(new DiffCommand(bench))
                .addSubcommand(new DeliveryCommand(bench))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setOut(writer(out))
                .setErr(writer(err))
                .setExecutionExceptionHandler(
                        (failure, line, parsed) -> {
                            boolean explained = failure instanceof BenchmarkException;
                            bench.complain(explained ? failure.getMessage() : failure.toString());
                            return FAILED;
                        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a benchmark");
    }

    PrintStream out() {
        return out;
    }

    BooleanSupplier stopped() {
        return stopped;
    }

    /**
     * Prints the differences and the results; returns the exit code.
     *
     * @param differences from the correct result, in words
     * @param results lines for machines
     */
    int report(List<String> differences, List<String> results) {
        differences.forEach(this::complain);
        results.forEach(out::println);
        out.flush();
        return differences.isEmpty() ? OK : FAILED;
    }

    private void complain(String text) {
        err.println("bench: " + text);
        err.flush();
    }

    /** Creates options; a value out of range is wrong usage of the command. */
    static <T> T options(CommandSpec command, Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
