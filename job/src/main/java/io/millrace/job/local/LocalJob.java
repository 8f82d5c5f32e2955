/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job submitted to a {@link LocalCluster}. Its methods may be called from any thread. */
public final class LocalJob {

    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final MiniCluster cluster;
    private final JobID id;
    private final Path savepoints;
    private final Handover handover;

    LocalJob(MiniCluster cluster, JobID id, Path savepoints, Handover handover) {
        this.cluster = cluster;
        this.id = id;
        this.savepoints = savepoints;
        this.handover = handover;
    }

    public JobID id() {
        return id;
    }

    /** Where the job went on from, empty if it began anew. */
    public Optional<RestorePoint> restored() {
        return handover.start();
    }

    /** The state it began with, and that of syncs it does not have. */
    public Handover handover() {
        return handover;
    }

    public JobState state() {
        return answer(
                cluster.getExecutionGraph(id)
                        .thenApply(
                                graph ->
                                        new JobState(
                                                graph.getState(),
                                                Optional.ofNullable(graph.getFailureInfo())
                                                        .map(info -> info.getException())
                                                        .map(FailureText::of))));
    }

    /** Waits until the job has ended or {@code patience} is over; answers how it is then. */
    public JobState await(Duration patience) throws InterruptedException {
        CompletableFuture<JobResult> result = cluster.requestJobResult(id);
        try {
            result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return state();
        } catch (ExecutionException e) {
            throw new LocalClusterException("the embedded cluster failed", e);
        }
        return state();
    }

    /**
     * Stops the job with a savepoint in Flink's native format. A savepoint that can't be taken yet
     * (the job is starting or restarting) is asked for again; when {@code patience} is over the job
     * is cancelled and its last checkpoint stays.
     */
    public StopOutcome stopWithSavepoint(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String reason = "no savepoint within " + patience.toSeconds() + " s";
        while (System.nanoTime() < deadline) {
            JobState state = state();
            if (state.ended()) {
                return new StopOutcome.AlreadyEnded(state);
            }
            try {
                String savepoint =
                        cluster.stopWithSavepoint(
                                        id,
                                        FlinkPath.of(savepoints),
                                        false,
                                        SavepointFormatType.NATIVE)
                                .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                cluster.requestJobResult(id).get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                return new StopOutcome.WithSavepoint(FlinkPath.toLocal(savepoint));
            } catch (TimeoutException e) {
                break;
            } catch (ExecutionException e) {
                reason = FailureText.of(e);
                Thread.sleep(RETRY_PAUSE.toMillis());
            }
        }
        cancel();
        return new StopOutcome.AtLastCheckpoint(reason);
    }

    /** Cancels the job and waits for its end. Its last checkpoint stays. */
    public void cancel() throws InterruptedException {
        if (!state().ended()) {
            answer(cluster.cancelJob(id));
            await(ANSWER_TIMEOUT);
        }
    }

    private static <T> T answer(CompletableFuture<T> question) {
        try {
            return question.get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LocalClusterException("the embedded cluster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted", e);
        }
    }
}
