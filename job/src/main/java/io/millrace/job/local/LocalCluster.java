/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this process, with a state folder that outlives it. A job starts from the
 * newest complete savepoint or checkpoint in the folder, after a stop and after a {@code kill -9}.
 * Flink deletes a restored checkpoint once newer state replaces it. A folder is used by one process
 * and one job at a time.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

    private final StateFolder folder;
    private final MiniCluster cluster;

    private LocalCluster(StateFolder folder, MiniCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
    }

    /**
     * Locks the state folder and starts the cluster.
     *
     * @throws LocalClusterException if the folder is in use or can't be written, or the cluster
     *     can't start
     */
    public static LocalCluster start(LocalConfiguration configuration) {
        StateFolder folder = StateFolder.open(configuration.state());
        Configuration flink = configuration.toFlink();
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(flink)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(configuration.parallelism())
                                .build());
        LocalCluster local = new LocalCluster(folder, cluster);
        try {
            cluster.start();
        } catch (Exception e) {
            local.close();
            throw new LocalClusterException(
                    "the embedded cluster can't start: " + FailureText.of(e), e);
        }
        return local;
    }

    /** Deletes the state of earlier jobs. Must be called before a job is submitted. */
    public void forgetState() {
        folder.forget();
    }

    /**
     * Moves the state of earlier jobs, and a ledger in the state folder, into a separate folder.
     * Must be called before a job is submitted.
     *
     * @return the separate folder; empty if there was nothing to move
     */
    public Optional<Path> setStateAside() {
        return folder.setAside(Instant.now());
    }

    /** The address of Flink's REST API, and of its web UI if the UI is on the class path. */
    public URI webAddress() {
        try {
            return cluster.getRestAddress().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LocalClusterException("the embedded cluster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted", e);
        }
    }

    /** The operators whose state the next job can start with; empty if there is none. */
    public List<OperatorState> savedOperators() {
        Stream<OperatorState> newest =
                folder.restorePoints().stream()
                        .limit(1)
                        .flatMap(point -> point.operators().stream());
        Stream<OperatorState> kept =
                folder.kept().all().stream().flatMap(each -> each.point().operators().stream());
        return Stream.concat(newest, kept).toList();
    }

    /** The syncs whose state the next job can start with. */
    public List<SavedSync> savedSyncs() {
        return SyncInventory.in(folder.root());
    }

    /** See {@link #submit(JobGraph)}. */
    public LocalJob submit(StreamGraph graph) {
        return submit(graph.getJobGraph());
    }

    /**
     * Starts a job from the state of the last one in this folder. The state of syncs that are not
     * in the job is kept for {@link SavedSync#KEPT_FOR}. A returning sync starts with its kept
     * state.
     */
    public LocalJob submit(JobGraph graph) {
        Handover handover =
                new HandoverPreparation(folder, syncsOf(graph), Instant.now()).prepare();
        handover.start()
                .ifPresent(
                        point ->
                                graph.setSavepointRestoreSettings(
                                        SavepointRestoreSettings.forPath(
                                                FlinkPath.of(point.path()),
                                                true,
                                                claimMode(point))));
        LOG.info("Starts with {}", handover);
        try {
            cluster.submitJob(graph).get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LocalClusterException("the job can't be started: " + FailureText.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted", e);
        }
        return new LocalJob(cluster, graph.getJobID(), folder.savepoints(), handover);
    }

    /**
     * If a job claims a native savepoint, its checkpoints reference the savepoint's files at paths
     * in their own folder, and can't be restored. Without a claim, the first checkpoint is
     * complete.
     */
    private static RecoveryClaimMode claimMode(RestorePoint point) {
        return point.savepoint() ? RecoveryClaimMode.NO_CLAIM : RecoveryClaimMode.CLAIM;
    }

    /**
     * Terminates the task manager and starts another, to test failures. Jobs restart by their
     * restart policy.
     */
    public void replaceTaskManager() throws Exception {
        cluster.terminateTaskManager(0).get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        cluster.startTaskManager();
    }

    private static Set<String> syncsOf(JobGraph graph) {
        Set<String> syncs = new HashSet<>();
        for (JobVertex vertex : graph.getVertices()) {
            for (OperatorIDPair operator : vertex.getOperatorIDs()) {
                Optional.ofNullable(operator.getUserDefinedOperatorUid())
                        .map(SavedSync::stateNameOf)
                        .ifPresent(syncs::add);
            }
        }
        return syncs;
    }

    /**
     * Ends the cluster with any running job, whose last checkpoint stays. Releases the state
     * folder.
     */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The embedded cluster did not shut down cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            folder.closeAndClear();
        }
    }
}
