/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.CustomerServer;
import io.millrace.benchmarks.PeakMemory;
import io.millrace.benchmarks.SandboxProcess;
import io.millrace.benchmarks.TemporaryFolder;
import io.millrace.benchmarks.Traffic;
import io.millrace.job.plan.Plan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Measures the whole line: from a table in PostgreSQL to the sandbox, with RocksDB and a checkpoint
 * every two seconds, without rates. Three runs: one that adds every row, an unchanged one, and one
 * after a change of one row in a thousand. SQL gives the expected result of each.
 */
public final class LineBenchmark {

    private static final int SAMPLES = 1_000;

    private final LineOptions options;
    private final PrintStream out;
    private final BooleanSupplier stopped;
    private final List<String> differences = new ArrayList<>();

    /**
     * @param out receives a table, one line at the end of each run
     * @param stopped whether the benchmark is to end early
     */
    public LineBenchmark(LineOptions options, PrintStream out, BooleanSupplier stopped) {
        this.options = options;
        this.out = out;
        this.stopped = stopped;
    }

    /**
     * Runs the benchmark in a temporary folder. To be called once.
     *
     * @throws BenchmarkException if it could not be completed
     */
    public LineResult run() throws InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create();
                CustomerServer server = CustomerServer.start(folder.path());
                SandboxProcess sandbox = SandboxProcess.start(folder.path(), options.rows())) {
            LineCustomers customers = fill(server);
            Path definitions = folder.path().resolve("definitions");
            Plan plan =
                    LineDefinitions.plan(
                            definitions, server.url(), sandbox.url(), options.parallelism());
            try (LineJob job = LineJob.start(plan, stopped)) {
                return measure(customers, job, sandbox);
            }
        } catch (IOException | SQLException e) {
            throw new BenchmarkException("the benchmark failed: " + e.getMessage(), e);
        }
    }

    private LineCustomers fill(CustomerServer server) throws SQLException {
        long start = System.nanoTime();
        LineCustomers customers = new LineCustomers(server.database(), options.rows());
        customers.fill();
        say(
                "%,d customers of %d bytes each in PostgreSQL, made in %.1f s. The sandbox is a"
                        + " process of its own. Parallelism %d.%n",
                options.rows(),
                customers.averageRowBytes(),
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1_000.0,
                options.parallelism());
        return customers;
    }

    private LineResult measure(LineCustomers customers, LineJob job, SandboxProcess sandbox)
            throws IOException, SQLException, InterruptedException {
        say(LinePass.header());
        long rows = customers.count();
        LinePass first = pass("first", job, sandbox, new LineExpectation(rows, rows, 0, 0));
        LinePass unchanged = pass("unchanged", job, sandbox, new LineExpectation(rows, 0, 0, 0));
        LineCustomers.Changes changes = customers.change();
        LinePass changed =
                pass(
                        "changed",
                        job,
                        sandbox,
                        new LineExpectation(
                                customers.count(),
                                changes.inserted(),
                                changes.updated(),
                                changes.deleted()));
        long memory = PeakMemory.megabytes();
        compareUsers(customers, rows + changes.inserted(), sandbox);
        return new LineResult(rows, first, unchanged, changed, memory, differences);
    }

    private LinePass pass(
            String name, LineJob job, SandboxProcess sandbox, LineExpectation expectation)
            throws IOException, InterruptedException {
        Traffic before = sandbox.traffic();
        LineJob.Ended ended = job.runOnce();
        LinePass pass =
                new LinePass(
                        ended.run(),
                        sandbox.traffic().since(before),
                        ended.processorTime(),
                        ended.failure().map(why -> "the job failed: " + why).stream().toList());
        say(pass.describe(name));
        differences.addAll(expectation.differences(name, pass, options.parallelism()));
        return pass;
    }

    /** Users of deleted customers remain, because the mode is upsert. */
    private void compareUsers(LineCustomers customers, long expected, SandboxProcess sandbox)
            throws IOException, SQLException, InterruptedException {
        long users = sandbox.users();
        if (users != expected) {
            differences.add("there should be " + expected + " users, there are " + users);
        }
        for (LineCustomers.Sample customer : customers.touched(SAMPLES)) {
            if (!customer.equalsUser(sandbox.dataFields(customer.email()))) {
                differences.add("there should be a user like " + customer);
                break;
            }
        }
        long violations = sandbox.violations();
        if (violations > 0) {
            differences.add("the sandbox reports " + violations + " violations");
        }
    }

    private void say(String text, Object... arguments) {
        out.println(String.format(Locale.ROOT, text, arguments));
        out.flush();
    }
}
