/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmarks.BenchmarkException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;

/**
 * The completed checkpoints of a job, from the cluster's REST API. Flink keeps few of them, and its
 * statistics are some seconds late, so {@link #refresh} must be called regularly.
 */
final class CheckpointStatistics {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI address;
    private final SortedMap<Long, Checkpoint> completed = new TreeMap<>();

    CheckpointStatistics(URI cluster, JobID job) {
        this.address = cluster.resolve("/jobs/" + job.toHexString() + "/checkpoints");
    }

    void refresh() throws InterruptedException {
        for (JsonNode checkpoint : read().path("history")) {
            if (checkpoint.path("status").asText().equals("COMPLETED")) {
                long id = checkpoint.path("id").asLong();
                completed.put(
                        id,
                        new Checkpoint(
                                id,
                                checkpoint.path("trigger_timestamp").asLong(),
                                checkpoint.path("checkpointed_size").asLong(),
                                checkpoint.path("state_size").asLong(),
                                checkpoint.path("end_to_end_duration").asLong()));
            }
        }
    }

    private JsonNode read() throws InterruptedException {
        try {
            HttpResponse<byte[]> answer =
                    client.send(
                            HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new BenchmarkException(
                        address + " answers with status " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new BenchmarkException("the cluster does not report its checkpoints", e);
        }
    }

    /** The known checkpoints that were triggered at this time or later, oldest first. */
    List<Checkpoint> since(long epochMillis) {
        return completed.values().stream()
                .filter(checkpoint -> checkpoint.triggeredAt() >= epochMillis)
                .toList();
    }
}
