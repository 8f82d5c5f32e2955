/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.outbox.ProjectState;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be read, before a job is submitted, from the state it will start with.
 *
 * @param projects the Iterable projects that the state was sent to; empty if there is no state or
 *     it can't be read from this machine
 */
public record StartingState(Set<ProjectIdentity> projects) {

    private static final Logger LOG = LoggerFactory.getLogger(StartingState.class);
    private static final String METADATA = "_metadata";

    public StartingState {
        projects = Set.copyOf(projects);
    }

    /** For a job that starts without state, or with state that can't be read from this machine. */
    public static StartingState none() {
        return new StartingState(Set.of());
    }

    /** For a job that starts with this saved state. */
    public static StartingState saved(Collection<OperatorState> saved) {
        Set<ProjectIdentity> projects = new HashSet<>();
        for (OperatorState operator : saved) {
            try {
                ProjectState.in(operator).ifPresent(projects::add);
            } catch (IOException e) {
                LOG.info("The project of {} can't be read from here", operator, e);
            }
        }
        return new StartingState(projects);
    }

    /** For a job that is submitted with these options. */
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
            return none();
        }
    }
}
