/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.SandboxProcess;
import io.millrace.benchmarks.TemporaryFolder;
import io.millrace.benchmarks.delivery.DeliveryPass.Calls;
import io.millrace.benchmarks.delivery.Stopwatch.Timed;
import io.millrace.iterable.EndpointRate;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.RestartPolicy;
import io.millrace.outbox.OutboxSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Measures the delivery of each type of data: the outbox of the product in the embedded cluster,
 * with RocksDB and checkpoints, and the sandbox as a process of its own. One delivery at the rates
 * that Iterable publishes measures the used share of the rate; one without rates measures the cost
 * of an operation. The data in the sandbox is compared with the sent rows.
 */
public final class DeliveryBenchmark {

    /** Few enough that the rate is the limit, not this machine. */
    private static final int ROWS_OF_A_LIMITED_CALL = 20;

    private final DeliveryOptions options;
    private final PrintStream out;
    private final BooleanSupplier stopped;

    /** What limits a delivery. */
    private enum Bound {
        /** The rate that Iterable publishes. */
        LIMITED,
        /** Nothing; batches are full. */
        FREE,
        /** Nothing; not compared, because its purpose is that the JVM compiles the code. */
        WARM_UP;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param out receives a table, line by line
     * @param stopped whether the benchmark is to end early
     */
    public DeliveryBenchmark(DeliveryOptions options, PrintStream out, BooleanSupplier stopped) {
        this.options = options;
        this.out = out;
        this.stopped = stopped;
    }

    /**
     * Runs the benchmark in a temporary folder. To be called once.
     *
     * @throws BenchmarkException if it could not be completed
     */
    public DeliveryResults run() throws InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create();
                SandboxProcess sandbox = SandboxProcess.start(folder.path(), mostRows())) {
            say(
                    "Parallelism %d, a checkpoint every %d s. The sandbox is a process of its own.%n",
                    options.parallelism(), options.checkpointInterval().toSeconds());
            say(
                    "%-16s %-8s %10s %8s %6s %8s %10s %10s %8s %6s",
                    "type", "rates", "rows", "calls", "429s", "s", "calls/s", "rows/s", "cpu s/M",
                    "disk");
            warmUp(folder.path(), sandbox);
            List<DeliveryResult> results = new ArrayList<>();
            Optional<HotResult> hot = Optional.empty();
            for (DeliveryType type : options.types()) {
                if (type == DeliveryType.HOT) {
                    hot = Optional.of(hot(folder.path(), sandbox));
                } else {
                    results.add(measured(type, folder.path(), sandbox));
                }
            }
            return new DeliveryResults(results, hot);
        } catch (IOException e) {
            throw new BenchmarkException("the benchmark failed: " + e.getMessage(), e);
        }
    }

    private void warmUp(Path folder, SandboxProcess sandbox)
            throws IOException, InterruptedException {
        DeliveryType first = options.types().get(0);
        if (options.warmUp() > 0) {
            int rows = first.operations(options.warmUp());
            pass(first, rows, Bound.WARM_UP, folder, sandbox);
        }
    }

    private DeliveryResult measured(DeliveryType type, Path folder, SandboxProcess sandbox)
            throws IOException, InterruptedException {
        Optional<DeliveryResult.Limited> limited = limited(type, folder, sandbox);
        int rows = type.operations(options.rows());
        return new DeliveryResult(type, limited, pass(type, rows, Bound.FREE, folder, sandbox));
    }

    private HotResult hot(Path folder, SandboxProcess sandbox)
            throws IOException, InterruptedException {
        int rows = DeliveryType.HOT.operations(options.rows());
        return new HotResult(
                pass(DeliveryType.HOT, rows, Bound.FREE, folder, sandbox),
                pass(DeliveryType.EVENTS, rows, Bound.FREE, folder, sandbox));
    }

    private int mostRows() {
        return options.types().stream()
                .mapToInt(
                        type ->
                                Math.max(
                                        limitedRows(type),
                                        type.operations(
                                                Math.max(options.rows(), options.warmUp()))))
                .max()
                .orElseThrow();
    }

    private int limitedRows(DeliveryType type) {
        double calls = type.endpoint().rate().perSecond() * options.limited().toSeconds();
        return (int) Math.ceil(calls) * (type.endpoint().isBulk() ? ROWS_OF_A_LIMITED_CALL : 1);
    }

    private Optional<DeliveryResult.Limited> limited(
            DeliveryType type, Path folder, SandboxProcess sandbox)
            throws IOException, InterruptedException {
        EndpointRate rate = type.endpoint().rate();
        if (!rate.isPublished() || options.limited().isZero()) {
            return Optional.empty();
        }
        DeliveryPass pass = pass(type, limitedRows(type), Bound.LIMITED, folder, sandbox);
        return Optional.of(new DeliveryResult.Limited(pass, pass.shareOf(rate.perSecond())));
    }

    private DeliveryPass pass(
            DeliveryType type, int rows, Bound bound, Path folder, SandboxProcess sandbox)
            throws IOException, InterruptedException {
        DeliveryTarget target = new DeliveryTarget(sandbox, type, rows);
        SampleOperations samples = target.prepare();
        if (bound == Bound.LIMITED) {
            sandbox.control("throttle", "{\"factor\":1}");
        }
        Calls before = calls(sandbox);
        Timed timed =
                new DeliveryJob(
                                configuration(
                                        Files.createTempDirectory(
                                                folder, type + "-" + bound.text() + "-")),
                                settings(bound),
                                stopped)
                        .deliver(samples, rows, sandbox.url());
        Calls after = calls(sandbox);
        List<String> differences = new ArrayList<>();
        if (timed.tally().accepted() != rows) {
            differences.add("of " + rows + " operations the outbox reports " + timed.tally());
        }
        if (bound != Bound.WARM_UP) {
            differences.addAll(target.differences());
        }
        DeliveryPass pass =
                new DeliveryPass(
                        rows,
                        timed,
                        new Calls(
                                after.all() - before.all(), after.throttled() - before.throttled()),
                        differences);
        say(type, bound, pass);
        return pass;
    }

    private void say(DeliveryType type, Bound bound, DeliveryPass pass) {
        String calls =
                String.format(
                        Locale.ROOT,
                        "%-16s %-8s %,10d %,8d %,6d %8.1f %,10.1f",
                        type,
                        bound.text(),
                        pass.rows(),
                        pass.calls().all(),
                        pass.calls().throttled(),
                        pass.timed().seconds(),
                        pass.callsPerSecond());
        String cost =
                String.format(
                        Locale.ROOT,
                        " %,10.0f %8.2f %6s",
                        pass.operationsPerSecond(),
                        pass.processorSecondsPerMillion(),
                        pass.diskRatioText());
        say("%s", bound == Bound.LIMITED ? calls : calls + cost);
    }

    private LocalConfiguration configuration(Path state) {
        return new LocalConfiguration(
                state,
                options.parallelism(),
                options.checkpointInterval(),
                RestartPolicy.BOUNDED,
                OptionalInt.empty());
    }

    /** The settings of the product for the only sync of a project. */
    private OutboxSettings settings(Bound bound) {
        OutboxSettings.Builder settings =
                OutboxSettings.builder()
                        .sharing(
                                new OutboxSettings.Sharing("bench", "", options.parallelism(), ""));
        return switch (bound) {
            case LIMITED -> settings.batchRows(ROWS_OF_A_LIMITED_CALL).build();
            case FREE, WARM_UP -> settings.requestsPerSecond(0).build();
        };
    }

    private static Calls calls(SandboxProcess sandbox) throws IOException, InterruptedException {
        long all = 0;
        long throttled = 0;
        for (JsonNode endpoint : sandbox.read("counters")) {
            all += endpoint.path("requests").asLong();
            throttled += endpoint.path("statuses").path("429").asLong();
        }
        return new Calls(all, throttled);
    }

    private void say(String text, Object... arguments) {
        out.println(String.format(Locale.ROOT, text, arguments));
        out.flush();
    }
}
