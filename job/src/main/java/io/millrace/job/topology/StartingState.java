/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.outbox.ProjectState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.shaded.guava33.com.google.common.hash.Hashing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known, before a job is submitted, of the state it will start with. */
public final class StartingState {

    private static final Logger LOG = LoggerFactory.getLogger(StartingState.class);
    private static final String METADATA = "_metadata";

    /** Empty if nothing is known. */
    private final Optional<Set<OperatorID>> operators;

    /** The Iterable projects the state was sent to: one, unless nothing was saved. */
    private final Set<ProjectIdentity> projects;

    private StartingState(Optional<Set<OperatorID>> operators, Set<ProjectIdentity> projects) {
        this.operators = operators;
        this.projects = Set.copyOf(projects);
    }

    /** Of a job that starts with nothing. */
    public static StartingState none() {
        return new StartingState(Optional.of(Set.of()), Set.of());
    }

    /** Of a job that starts with whatever there is. */
    public static StartingState unknown() {
        return new StartingState(Optional.empty(), Set.of());
    }

    /** Of a job that starts with the state of these operators, or with none. */
    public static StartingState of(Set<OperatorID> operators) {
        return new StartingState(Optional.of(Set.copyOf(operators)), Set.of());
    }

    /** Of a job that starts with this saved state. */
    public static StartingState saved(Collection<OperatorState> saved) {
        Set<OperatorID> operators =
                saved.stream()
                        .map(OperatorState::getOperatorID)
                        .collect(Collectors.toUnmodifiableSet());
        Set<ProjectIdentity> projects = new HashSet<>();
        for (OperatorState operator : saved) {
            try {
                ProjectState.in(operator).ifPresent(projects::add);
            } catch (IOException e) {
                LOG.info("The project of {} can't be read from here", operator, e);
            }
        }
        return new StartingState(Optional.of(operators), projects);
    }

    /** Of a job that is submitted with these options; unknown if its savepoint can't be read. */
    public static StartingState of(ReadableConfig options) {
        return options.getOptional(StateRecoveryOptions.SAVEPOINT_PATH)
                .map(StartingState::read)
                .orElseGet(StartingState::none);
    }

    private static StartingState read(String savepoint) {
        Path path = new Path(savepoint);
        Path metadata = path.getName().equals(METADATA) ? path : new Path(path, METADATA);
        try (FSDataInputStream bytes = metadata.getFileSystem().open(metadata);
                DataInputStream input = new DataInputStream(bytes)) {
            CheckpointMetadata content =
                    Checkpoints.loadCheckpointMetadata(
                            input, StartingState.class.getClassLoader(), savepoint);
            return saved(content.getOperatorStates());
        } catch (IOException | RuntimeException e) {
            LOG.info("{} can't be looked into from here", savepoint, e);
            return unknown();
        }
    }

    /** Whether it is sure that there is no state. */
    public boolean isNone() {
        return operators.map(Set::isEmpty).orElse(false);
    }

    /** The Iterable projects the state was sent to, as far as that can be read from here. */
    public Set<ProjectIdentity> projects() {
        return projects;
    }

    /** Whether there may be state of the operator with this uid. */
    boolean mayHave(String uid) {
        return operators.map(known -> known.contains(idOf(uid))).orElse(true);
    }

    /** As Flink makes ids of uids. */
    static OperatorID idOf(String uid) {
        return new OperatorID(
                Hashing.murmur3_128(0).hashString(uid, StandardCharsets.UTF_8).asBytes());
    }
}
