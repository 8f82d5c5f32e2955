/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Flink session cluster on this machine: a JobManager and TaskManagers in processes of their own,
 * started by Flink's entry points with the configuration of {@code flink-conf/config.yaml}. Only
 * memory, ports, folders and the checkpoint interval differ. Neither has a class of Millrace before
 * the job jar is submitted.
 */
final class FlinkCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String EXECUTED = "BASH_JAVA_UTILS_EXEC_RESULT:";
    private static final String LOG_LEVEL = "-Dorg.apache.logging.log4j.level=INFO";
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final Pattern SAVEPOINT = Pattern.compile("Path: (\\S+)");

    /**
     * Ports of one JobManager; a TaskManager has those after them. All below the ephemeral ones.
     */
    private static final int FIRST_PORT = 24_000 + (int) (ProcessHandle.current().pid() % 800) * 10;

    private final Path home;
    private final String classPath;
    private final Processes processes;
    private final List<Process> taskManagers = new ArrayList<>();
    private Process jobManager;

    /**
     * @param home an empty folder
     * @param environment variables of the client
     */
    FlinkCluster(Path home, Archive archive, Map<String, String> environment) throws IOException {
        this.home = Files.createDirectories(home);
        this.classPath = FlinkLibraries.of(archive);
        this.processes = new Processes(home.resolve("log"), clientEnvironment(home, environment));
        writeConfiguration(archive);
    }

    private static Map<String, String> clientEnvironment(
            Path home, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("FLINK_CONF_DIR", home.resolve("conf").toString());
        all.put("FLINK_LIB_DIR", home.resolve("lib").toString());
        return all;
    }

    private void writeConfiguration(Archive archive) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jobmanager.rpc.port", String.valueOf(FIRST_PORT));
        settings.put("rest.port", String.valueOf(restPort()));
        settings.put("rest.bind-port", String.valueOf(restPort()));
        settings.put("blob.server.port", String.valueOf(FIRST_PORT + 2));
        settings.put("taskmanager.rpc.port", (FIRST_PORT + 3) + "-" + (FIRST_PORT + 5));
        settings.put("metrics.internal.query-service.port", "23000-23999");
        settings.put("jobmanager.memory.process.size", "1200m");
        settings.put("taskmanager.memory.process.size", "1500m");
        settings.put("execution.checkpointing.interval", "1 s");
        settings.put("execution.checkpointing.min-pause", "100 ms");
        settings.put("execution.checkpointing.dir", folder("checkpoints").toUri().toString());
        settings.put("execution.checkpointing.savepoint-dir", savepoints().toUri().toString());
        settings.put("io.tmp.dirs", folder("tmp").toString());
        // The default is 50 s, which the test would wait for after each kill.
        settings.put("heartbeat.interval", "1 s");
        settings.put("heartbeat.timeout", "20 s");
        String product = Files.readString(archive.home().resolve("flink-conf/config.yaml"));
        Files.createDirectories(home.resolve("lib"));
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.writeString(conf.resolve("config.yaml"), replaced(product, settings));
    }

    /** The configuration with other values for some of its keys, and with further keys. */
    private static String replaced(String product, Map<String, String> settings) {
        String text = product;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String line = setting.getKey() + ": " + setting.getValue();
            Pattern present = Pattern.compile("(?m)^" + Pattern.quote(setting.getKey()) + ":.*$");
            Matcher matcher = present.matcher(text);
            text =
                    matcher.find()
                            ? matcher.replaceFirst(Matcher.quoteReplacement(line))
                            : text + line + "\n";
        }
        return text;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(home.resolve(name));
    }

    Path savepoints() throws IOException {
        return folder("savepoints");
    }

    private static int restPort() {
        return FIRST_PORT + 1;
    }

    /** Starts the JobManager; returns when it answers. */
    void startJobManager() throws IOException {
        List<String> command = java("-Xmx700m", "-XX:MaxMetaspaceSize=256m", LOG_LEVEL);
        command.add("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
        command.addAll(List.of("--configDir", conf(), "--executionMode", "cluster"));
        jobManager = processes.start("jobmanager", home, command);
        await("the JobManager answers", () -> get("/overview").contains("flink-version"));
    }

    private String conf() {
        return home.resolve("conf").toString();
    }

    /** Starts a TaskManager as Flink's script does; returns when it has registered. */
    void startTaskManager() throws IOException, InterruptedException {
        List<String> resources = taskManagerResources();
        List<String> command = java(resources.get(0).trim().split("\\s+"));
        command.add(1, LOG_LEVEL);
        command.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        command.addAll(List.of("--configDir", conf()));
        command.addAll(List.of(resources.get(1).trim().split("\\s+")));
        int dataPort = FIRST_PORT + 6 + taskManagers.size();
        command.addAll(List.of("-D", "taskmanager.data.port=" + dataPort));
        taskManagers.add(processes.start("taskmanager-" + taskManagers.size(), home, command));
        awaitTaskManagers(running());
    }

    private long running() {
        return taskManagers.stream().filter(Process::isAlive).count();
    }

    void awaitTaskManagers(long count) {
        await(
                count + " TaskManagers are registered",
                () -> get("/overview").contains("\"taskmanagers\":" + count + ","));
    }

    private List<String> taskManagerResources() throws IOException, InterruptedException {
        List<String> command = java();
        command.add("org.apache.flink.runtime.util.bash.BashJavaUtils");
        command.addAll(List.of("GET_TM_RESOURCE_PARAMS", "--configDir", conf()));
        Processes.Output output = processes.run("resources", home, PATIENCE, command);
        return output.text()
                .lines()
                .filter(line -> line.startsWith(EXECUTED))
                .map(line -> line.substring(EXECUTED.length()))
                .toList();
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FlinkLibraries.opens());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** {@code kill -9} of the first TaskManager that lives. */
    void killTaskManager() throws InterruptedException {
        Process first = taskManagers.stream().filter(Process::isAlive).findFirst().orElseThrow();
        kill(first);
    }

    void killJobManager() throws InterruptedException {
        kill(jobManager);
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    /**
     * Calls Flink's command line, as {@code bin/flink} does.
     *
     * @param arguments what follows {@code flink}
     */
    String flink(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = java("-Xmx512m");
        command.add("org.apache.flink.client.cli.CliFrontend");
        command.addAll(arguments);
        try {
            return processes.run("client", home, PATIENCE, command).text();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + logs(), e);
        }
    }

    /** Calls {@code flink run}; returns the id of the job. */
    String submit(List<String> arguments) throws IOException, InterruptedException {
        String output = flink(arguments);
        Matcher id = JOB_ID.matcher(output);
        assertThat(id.find()).as(output).isTrue();
        return id.group(1);
    }

    /** Calls {@code flink stop}; returns the savepoint. */
    String stop(List<String> arguments) throws IOException, InterruptedException {
        String output = flink(arguments);
        Matcher path = SAVEPOINT.matcher(output);
        assertThat(path.find()).as(output).isTrue();
        return path.group(1);
    }

    /** The newest complete checkpoint of a job. */
    Path newestCheckpoint(String job) throws IOException {
        try (Stream<Path> checkpoints = Files.list(folder("checkpoints").resolve(job))) {
            return checkpoints
                    .filter(path -> Files.exists(path.resolve("_metadata")))
                    .max((one, other) -> Long.compare(number(one), number(other)))
                    .orElseThrow();
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    void awaitRunning(String job) {
        await(
                "the job " + job + " runs",
                () -> get("/jobs/" + job).contains("\"state\":\"RUNNING\",\"start-time\""));
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsMatching(IOException.class::isInstance)
                .until(condition);
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + restPort() + path))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The outputs of all processes, for the message of a test that fails. */
    String logs() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("log"))) {
            return files.sorted().map(FlinkCluster::end).collect(Collectors.joining("\n\n"));
        }
    }

    private static String end(Path file) {
        try {
            String text = Files.readString(file);
            return file + ":\n" + text.substring(Math.max(0, text.length() - 20_000));
        } catch (IOException e) {
            return file + ": " + e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        processes.close();
    }
}
