/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.CustomerServer;
import io.millrace.benchmarks.PeakMemory;
import io.millrace.benchmarks.TemporaryFolder;
import io.millrace.benchmarks.diff.JdbcFloor.Touch;
import io.millrace.benchmarks.diff.StateLayoutPasses.Round;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.plan.SyncPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * Measures the cost of the diff compared with plain reading of the same table, in alternation: JDBC
 * alone, and the job from its source to the changes, with RocksDB. PostgreSQL and plain reading
 * have processes of their own. A first run, unchanged runs, and runs after a change of one row in a
 * thousand; SQL gives the expected result of each.
 */
public final class DiffBenchmark {

    private static final int PLAIN_ROUNDS = 2;
    private static final int WARM_UP_ROWS = 5_000_000;
    private static final int MOST_WARM_UPS = 25;

    /** Unchanged runs that are not counted, because RocksDB still compacts the state. */
    private static final int UNCOUNTED_RUNS = 2;

    /** The job is warm once the share of its processor time for compiling is below this. */
    private static final double WARM = 0.05;

    private static final int MOST_COLD_RUNS = 8;

    /** With fewer rows the figures are too inexact to wait for a warm JVM. */
    private static final int LEAST_ROWS_TO_WARM_UP = 500_000;

    private final DiffOptions options;
    private final BooleanSupplier stopped;
    private final DiffTable table;
    private final List<String> differences = new ArrayList<>();

    /**
     * @param out receives a table, line by line
     * @param stopped whether the benchmark is to end early
     */
    public DiffBenchmark(DiffOptions options, PrintStream out, BooleanSupplier stopped) {
        this.options = options;
        this.stopped = stopped;
        this.table = new DiffTable(out);
    }

    /**
     * Runs the benchmark in a temporary folder. To be called once.
     *
     * @throws BenchmarkException if it could not be completed
     */
    public DiffResult run() throws InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create();
                CustomerServer server = CustomerServer.start(folder.path());
                FloorProcess floor =
                        FloorProcess.start(folder.path(), server.url(), options.parallelism())) {
            CustomerTable customers = fill(server);
            SyncPlan sync =
                    DiffDefinitions.sync(
                            folder.path().resolve("definitions"),
                            server.url(),
                            options.key(),
                            options.model());
            table.header();
            if (options.rows() >= LEAST_ROWS_TO_WARM_UP) {
                warmUp(floor, customers);
                warmUp(folder.path(), sync, customers);
            }
            StateLayoutPasses packed =
                    measure(
                            StateLayout.PACKED,
                            options.rounds(),
                            folder.path(),
                            sync,
                            customers,
                            floor);
            table.say("%s", memory());
            if (options.plain()) {
                table.say("");
                int rounds = Math.min(PLAIN_ROUNDS, options.rounds());
                measure(StateLayout.PLAIN, rounds, folder.path(), sync, customers, floor);
            }
            return new DiffResult(options, packed, differences);
        } catch (IOException | SQLException e) {
            throw new BenchmarkException("the benchmark failed: " + e.getMessage(), e);
        }
    }

    private CustomerTable fill(CustomerServer server) throws SQLException {
        ClockReading start = ClockReading.read();
        CustomerTable customers = new CustomerTable(server.database(), options.rows());
        customers.fill(options.key(), stopped);
        table.say(
                "%,d customers of %d bytes each in PostgreSQL, made in %.1f s. Key (%s),"
                        + " read as a %s, parallelism %d, a checkpoint every %d s.",
                options.rows(),
                customers.averageRowBytes(),
                start.until(ClockReading.read(), options.rows()).seconds(),
                options.key().columns(),
                options.model().name().toLowerCase(Locale.ROOT),
                options.parallelism(),
                options.checkpointInterval().toSeconds());
        table.say("");
        return customers;
    }

    /** Without a warm-up, compiling would dominate the floor of a small table. */
    private void warmUp(FloorProcess floor, CustomerTable customers)
            throws SQLException, IOException {
        int readings = Math.min(MOST_WARM_UPS, WARM_UP_ROWS / options.rows() + 1);
        for (int left = readings; left > 0; left--) {
            read(floor, customers, Touch.NOTHING);
            Cost cost = read(floor, customers, Touch.EVERY_COLUMN);
            if (left == 1) {
                table.reading("floor, warm-up " + readings, cost);
            }
        }
    }

    /** Runs a separate job until the JVM has compiled its code. Only its correctness counts. */
    private void warmUp(Path folder, SyncPlan sync, CustomerTable customers)
            throws SQLException, InterruptedException {
        try (DiffJob job = start(folder.resolve("cold"), StateLayout.PACKED, sync)) {
            long rows = customers.count();
            Cost cost =
                    run(job, "cold first", DiffExpectation.first(rows), Optional.empty()).cost();
            for (int run = 1; run <= MOST_COLD_RUNS && cost.compilerShare() > WARM; run++) {
                DiffExpectation unchanged = DiffExpectation.unchanged(rows);
                cost = run(job, "cold unchanged " + run, unchanged, Optional.empty()).cost();
            }
        }
    }

    private DiffJob start(Path state, StateLayout layout, SyncPlan sync) {
        LocalConfiguration configuration =
                new LocalConfiguration(
                        state,
                        options.parallelism(),
                        options.checkpointInterval(),
                        RestartPolicy.BOUNDED,
                        OptionalInt.empty());
        return DiffJob.start(configuration, sync, layout, stopped);
    }

    private StateLayoutPasses measure(
            StateLayout layout,
            int rounds,
            Path folder,
            SyncPlan sync,
            CustomerTable customers,
            FloorProcess floor)
            throws SQLException, IOException, InterruptedException {
        try (DiffJob job = start(folder.resolve(layout.text()), layout, sync)) {
            long rows = customers.count();
            String name = layout.text() + " ";
            RunPass first = run(job, name + "first", DiffExpectation.first(rows), Optional.empty());
            for (int run = 1; run <= UNCOUNTED_RUNS; run++) {
                run(
                        job,
                        name + "uncounted " + run,
                        DiffExpectation.unchanged(rows),
                        Optional.empty());
            }
            List<Round> unchanged = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                unchanged.add(round(round, job, name, customers, floor));
            }
            List<RunPass> changed = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                CustomerTable.Changes changes = customers.change();
                changed.add(
                        run(
                                job,
                                name + "changed " + round,
                                DiffExpectation.after(changes, customers.count()),
                                Optional.empty()));
            }
            StateLayoutPasses passes = new StateLayoutPasses(first, unchanged, changed);
            table.medians(layout, passes);
            return passes;
        }
    }

    private Round round(
            int round, DiffJob job, String name, CustomerTable customers, FloorProcess floor)
            throws SQLException, IOException, InterruptedException {
        Cost skimming = read(floor, customers, Touch.NOTHING);
        table.reading("next() only " + round, skimming);
        Cost plain = read(floor, customers, Touch.EVERY_COLUMN);
        table.reading("floor " + round, plain);
        RunPass run =
                run(
                        job,
                        name + "unchanged " + round,
                        DiffExpectation.unchanged(customers.count()),
                        Optional.of(plain));
        return new Round(plain, skimming, run);
    }

    private Cost read(FloorProcess floor, CustomerTable customers, Touch touch)
            throws SQLException, IOException {
        Cost cost = floor.read(customers.pages(), touch);
        long rows = customers.count();
        if (cost.rows() != rows) {
            differences.add("plain reading should give " + rows + " rows, gives " + cost.rows());
        }
        return cost;
    }

    private RunPass run(DiffJob job, String name, DiffExpectation expectation, Optional<Cost> floor)
            throws InterruptedException {
        RunPass run = job.run();
        table.run(
                name,
                run,
                floor.map(
                                plain ->
                                        String.format(
                                                Locale.ROOT,
                                                "%.3f",
                                                run.cost().rowsPerSecond() / plain.rowsPerSecond()))
                        .orElse(""));
        differences.addAll(expectation.differences(name, run.found()));
        return run;
    }

    /** The peaks of the heap's parts may be at different times, so their sum is an upper bound. */
    private static String memory() throws IOException {
        long heap =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(peak -> peak.getUsed())
                        .sum();
        return String.format(
                Locale.ROOT,
                "Most memory so far: %,d MB of this process, at most %,d MB of them heap",
                PeakMemory.megabytes(),
                Math.min(heap, Runtime.getRuntime().maxMemory()) >> 20);
    }
}
