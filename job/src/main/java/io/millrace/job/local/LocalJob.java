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
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
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

    /** The restore point the job started from; empty if it started without state. */
    public Optional<RestorePoint> restored() {
        return handover.start();
    }

    /** The state the job started with, and the kept state of syncs that are not in it. */
    public Handover handover() {
        return handover;
    }

    public JobState state() {
        return answer(cluster.getExecutionGraph(id).thenApply(LocalJob::state));
    }

    private static JobState state(AccessExecutionGraph graph) {
        Optional<String> failure =
                Optional.ofNullable(graph.getFailureInfo())
                        .map(info -> info.getException())
                        .map(FailureText::of);
        return new JobState(graph.getState(), failure);
    }

    /** Waits until the job has ended, at most for {@code timeout}, and returns its state. */
    public JobState await(Duration timeout) throws InterruptedException {
        CompletableFuture<JobResult> result = cluster.requestJobResult(id);
        try {
            result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return state();
        } catch (ExecutionException e) {
            throw new LocalClusterException("the embedded cluster failed", e);
        }
        return state();
    }

    /**
     * Stops the job with a savepoint in Flink's native format. While the job is starting or
     * restarting, a savepoint fails and is requested again. After {@code timeout} the job is
     * cancelled and its last checkpoint stays.
     */
    public StopOutcome stopWithSavepoint(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String reason = "no savepoint within " + timeout.toSeconds() + " s";
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

    /** Cancels the job and waits for its end. The last checkpoint stays. */
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
