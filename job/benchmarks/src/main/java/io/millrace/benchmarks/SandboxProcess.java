/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.sandbox.SandboxMain;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.UserIdentification;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sandbox as a process of its own: an email project without rates. Memory and processor time of
 * this process are then those of the job alone.
 */
public final class SandboxProcess implements AutoCloseable {

    private static final Pattern GREETING = Pattern.compile("Sandbox at (\\S+), key .*");
    private static final int LEAST_HEAP_MEGABYTES = 256;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Thread hook;
    private final HttpClient client = HttpClient.newHttpClient();
    private String url = "";

    private SandboxProcess(Process process) {
        this.process = process;
        this.hook = new Thread(process::destroyForcibly, "end-sandbox");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * @param rows users it must hold; each takes about a kilobyte of heap
     */
    public static SandboxProcess start(Path folder, int rows)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + (LEAST_HEAP_MEGABYTES + rows / 1_000) + "m",
                                "-XX:+UseParallelGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SandboxMain.class.getName(),
                                "0",
                                UserIdentification.EMAIL.name(),
                                "0")
                        .redirectError(folder.resolve("sandbox.log").toFile())
                        .start();
        SandboxProcess sandbox = new SandboxProcess(process);
        try {
            sandbox.listen();
        } catch (IOException | RuntimeException e) {
            sandbox.close();
            throw e;
        }
        return sandbox;
    }

    private void listen() throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String greeting = Optional.ofNullable(output.readLine()).orElse("");
        Matcher matcher = GREETING.matcher(greeting);
        if (!matcher.matches()) {
            throw new BenchmarkException("the sandbox does not start: " + greeting);
        }
        url = matcher.group(1);
    }

    public String url() {
        return url;
    }

    /** Counts over the calls received so far; reads are not counted. */
    public Traffic traffic() throws IOException, InterruptedException {
        long requests = 0;
        long rows = 0;
        long successes = 0;
        for (Map.Entry<String, JsonNode> counted : read("counters").properties()) {
            if (counted.getKey().startsWith("GET ")) {
                continue;
            }
            JsonNode endpoint = counted.getValue();
            requests += endpoint.path("requests").asLong();
            rows += endpoint.path("rows").asLong();
            successes += endpoint.path("statuses").path("200").asLong();
        }
        return new Traffic(requests, rows, requests - successes);
    }

    /** The number of users. */
    public long users() throws IOException, InterruptedException {
        return read("summary").path("users").asLong();
    }

    /** The number of invariants that calls broke. */
    public long violations() throws IOException, InterruptedException {
        return read("summary").path("violations").asLong();
    }

    /** The dataFields of a user; missing if there is no such user. */
    public JsonNode dataFields(String email) throws IOException, InterruptedException {
        String identity = URLEncoder.encode(email, StandardCharsets.UTF_8);
        return read("user?identity=" + identity).path(0).path("dataFields");
    }

    /** Reads a control, such as {@code summary}. */
    public JsonNode read(String control) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(url + "/_sandbox/" + control)));
    }

    /** Sets a control, such as {@code throttle}. */
    public JsonNode control(String control, String body) throws IOException, InterruptedException {
        return answer(
                HttpRequest.newBuilder(URI.create(url + "/_sandbox/" + control))
                        .POST(BodyPublishers.ofString(body)));
    }

    /** Posts to a call of Iterable's API, such as {@code users/bulkUpdate}. */
    public JsonNode call(String call, String body) throws IOException, InterruptedException {
        return answer(api(call).POST(BodyPublishers.ofString(body)));
    }

    /** Gets from a call of Iterable's API, such as {@code users/forgotten}. */
    public JsonNode get(String call) throws IOException, InterruptedException {
        return answer(api(call));
    }

    private HttpRequest.Builder api(String call) {
        return HttpRequest.newBuilder(URI.create(url + "/api/" + call))
                .header("Api-Key", ApiKeys.SERVER);
    }

    private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new BenchmarkException(
                    "the sandbox answers " + answer.statusCode() + " to " + answer.uri());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() throws InterruptedException {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroy();
        process.waitFor();
    }
}
