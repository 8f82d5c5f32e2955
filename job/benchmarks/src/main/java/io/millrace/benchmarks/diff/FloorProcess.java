/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.diff.JdbcFloor.Touch;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs {@link JdbcFloor} in a separate JVM. In a common JVM, job and floor would each change how
 * the driver is compiled, and so slow down the other in each round.
 */
final class FloorProcess implements AutoCloseable {

    private final Process process;
    private final Path errors;
    private final Thread hook;
    private final BufferedWriter requests;
    private final BufferedReader responses;

    private FloorProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.hook = new Thread(process::destroyForcibly, "end-floor");
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.responses = process.inputReader(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static FloorProcess start(Path folder, String url, int threads) throws IOException {
        Path errors = folder.resolve("floor.log");
        return new FloorProcess(
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-XX:+UseG1GC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FloorMain.class.getName(),
                                url,
                                Integer.toString(threads))
                        .redirectError(errors.toFile())
                        .start(),
                errors);
    }

    /**
     * Reads each row once.
     *
     * @param pages current number of pages of the table
     */
    Cost read(long pages, Touch touch) throws IOException {
        requests.write(pages + " " + touch.name());
        requests.newLine();
        requests.flush();
        String[] cost = Optional.ofNullable(responses.readLine()).orElse("").split(" ");
        if (cost.length != 4) {
            throw new BenchmarkException("plain reading failed: " + Files.readString(errors));
        }
        return new Cost(
                Long.parseLong(cost[0]),
                Double.parseDouble(cost[1]),
                Double.parseDouble(cost[2]),
                Double.parseDouble(cost[3]));
    }

    @Override
    public void close() throws InterruptedException {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroy();
        process.waitFor();
    }
}
