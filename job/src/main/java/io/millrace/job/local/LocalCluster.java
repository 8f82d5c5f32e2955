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
 * A Flink cluster in this process over a state folder that outlives it: a job submitted here goes
 * on from the newest complete savepoint or checkpoint in the folder, after a stop as after a {@code
 * kill -9}. The job owns what it restores, so Flink deletes it when newer state has replaced it. A
 * folder serves one process at a time and one job at a time.
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
     * Takes the state folder and starts the cluster.
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

    /** Forgets what earlier jobs saved here. Only to be called before a job is submitted. */
    public void forgetState() {
        folder.forget();
    }

    /**
     * Moves what earlier jobs saved here, and a ledger in the folder, into a folder of their own.
     * Only to be called before a job is submitted.
     *
     * @return that folder; empty if nothing was saved
     */
    public Optional<Path> setStateAside() {
        return folder.setAside(Instant.now());
    }

    /** Where Flink's REST API answers, and its web UI if that is on the class path. */
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

    /** The state the next job can start with, by operator; empty if there is none. */
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
     * Starts a job where the last one in this state folder left off. The state of syncs that are
     * not in the job is kept, for {@link SavedSync#KEPT_FOR}; a sync that is there again goes on
     * from it.
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
     * A checkpoint of a job that has claimed a native savepoint names the savepoint's files as if
     * they lay in the checkpoint's own folder, and can't be restored. Without a claim the first
     * checkpoint is whole.
     */
    private static RecoveryClaimMode claimMode(RestorePoint point) {
        return point.savepoint() ? RecoveryClaimMode.NO_CLAIM : RecoveryClaimMode.CLAIM;
    }

    /**
     * Ends the task manager and all it runs, and starts another: for failure drills. Jobs go on by
     * their restart policy.
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
     * Ends the cluster, and a job that still runs with it: its last checkpoint stays. Gives the
     * state folder back.
     */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The embedded cluster did not end in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            folder.closeAndClear();
        }
    }
}
