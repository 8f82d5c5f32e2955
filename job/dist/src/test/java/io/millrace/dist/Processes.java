/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes whose output goes into files of one folder, and ends those that are left. */
final class Processes implements AutoCloseable {

    private final Path outputs;
    private final Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();

    /** The output of a process that has ended with the exit code 0. */
    record Output(String text) {}

    /**
     * @param outputs the folder for the output of each process
     * @param environment variables of each process, beside those of this one
     */
    Processes(Path outputs, Map<String, String> environment) throws IOException {
        this.outputs = Files.createDirectories(outputs);
        this.environment = environment;
    }

    /** Starts a process that goes on until it is killed. */
    Process start(String name, Path folder, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(outputFile(name).toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Runs a process to its end, which must be one without an error. */
    Output run(String name, Path folder, Duration patience, List<String> command)
            throws IOException, InterruptedException {
        Files.deleteIfExists(outputFile(name));
        Process process = start(name, folder, command);
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(ended).as("%s has ended: %s", command, output(name)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, output(name)).isZero();
        return new Output(output(name));
    }

    /** What the processes of this name have written. */
    String output(String name) throws IOException {
        return Files.readString(outputFile(name));
    }

    private Path outputFile(String name) {
        return outputs.resolve(name + ".log");
    }

    @Override
    public void close() throws InterruptedException {
        started.forEach(Process::destroyForcibly);
        for (Process process : started) {
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }
}
