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
 * {@link JdbcFloor} in a JVM of its own. In that of the job, each would have the driver compiled
 * for itself, and pay in each round for what the other had it compiled for.
 */
final class FloorProcess implements AutoCloseable {

    private final Process process;
    private final Path errors;
    private final Thread hook;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private FloorProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.hook = new Thread(process::destroyForcibly, "end-floor");
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
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
     * @param pages of the table at present
     */
    Cost read(long pages, Touch touch) throws IOException {
        questions.write(pages + " " + touch.name());
        questions.newLine();
        questions.flush();
        String[] cost = Optional.ofNullable(answers.readLine()).orElse("").split(" ");
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
