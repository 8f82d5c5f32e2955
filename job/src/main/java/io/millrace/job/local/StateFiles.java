/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * Replaces the files that an operator's state references. Supports the handles that jobs with a
 * {@link LocalConfiguration} write: RocksDB, aligned checkpoints, unmerged files. Throws {@link
 * IllegalStateException} for any other handle.
 */
final class StateFiles {

    private final UnaryOperator<FileStateHandle> replacement;

    /**
     * @param replacement the replacement of each file; state inside the metadata is not replaced
     */
    StateFiles(UnaryOperator<FileStateHandle> replacement) {
        this.replacement = replacement;
    }

    /** Returns the same state with replaced files. */
    OperatorState replace(OperatorState operator) {
        if (operator.isFullyFinished()) {
            return operator;
        }
        OperatorState replaced =
                new OperatorState(
                        operator.getOperatorName().orElse(null),
                        operator.getOperatorUid().orElse(null),
                        operator.getOperatorID(),
                        operator.getParallelism(),
                        operator.getMaxParallelism());
        replaced.setCoordinatorState(operator.getCoordinatorState());
        operator.getSubtaskStates()
                .forEach((subtask, state) -> replaced.putState(subtask, replace(state)));
        return replaced;
    }

    private OperatorSubtaskState replace(OperatorSubtaskState state) {
        requireNone(state.getRawOperatorState());
        requireNone(state.getInputChannelState());
        requireNone(state.getUpstreamOutputBufferState());
        requireNone(state.getResultSubpartitionState());
        return state.toBuilder()
                .setManagedOperatorState(operatorState(state.getManagedOperatorState()))
                .setManagedKeyedState(keyedState(state.getManagedKeyedState()))
                .setRawKeyedState(keyedState(state.getRawKeyedState()))
                .build();
    }

    private static void requireNone(StateObjectCollection<?> states) {
        states.forEach(StateFiles::refuse);
    }

    private StateObjectCollection<OperatorStateHandle> operatorState(
            StateObjectCollection<OperatorStateHandle> handles) {
        List<OperatorStateHandle> replaced = new ArrayList<>();
        for (OperatorStateHandle handle : handles) {
            if (handle.getClass() != OperatorStreamStateHandle.class) {
                throw refuse(handle);
            }
            replaced.add(
                    new OperatorStreamStateHandle(
                            handle.getStateNameToPartitionOffsets(),
                            replace(handle.getDelegateStateHandle())));
        }
        return new StateObjectCollection<>(replaced);
    }

    private StateObjectCollection<KeyedStateHandle> keyedState(
            StateObjectCollection<KeyedStateHandle> handles) {
        List<KeyedStateHandle> replaced = new ArrayList<>();
        for (KeyedStateHandle handle : handles) {
            if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
                replaced.add(replace(incremental));
            } else if (handle.getClass() == KeyGroupsStateHandle.class) {
                KeyGroupsStateHandle whole = (KeyGroupsStateHandle) handle;
                replaced.add(
                        new KeyGroupsStateHandle(
                                whole.getGroupRangeOffsets(),
                                replace(whole.getDelegateStateHandle())));
            } else {
                throw refuse(handle);
            }
        }
        return new StateObjectCollection<>(replaced);
    }

    private KeyedStateHandle replace(IncrementalRemoteKeyedStateHandle handle) {
        return new IncrementalRemoteKeyedStateHandle(
                handle.getBackendIdentifier(),
                handle.getKeyGroupRange(),
                handle.getCheckpointId(),
                replace(handle.getSharedState()),
                replace(handle.getPrivateState()),
                replace(handle.getMetaDataStateHandle()),
                handle.getCheckpointedSize());
    }

    private List<HandleAndLocalPath> replace(List<HandleAndLocalPath> handles) {
        List<HandleAndLocalPath> replaced = new ArrayList<>();
        for (HandleAndLocalPath handle : handles) {
            replaced.add(HandleAndLocalPath.of(replace(handle.getHandle()), handle.getLocalPath()));
        }
        return replaced;
    }

    private StreamStateHandle replace(StreamStateHandle handle) {
        if (handle instanceof FileStateHandle file) {
            return replacement.apply(file);
        }
        if (handle.asBytesIfInMemory().isPresent()) {
            return handle;
        }
        throw refuse(handle);
    }

    private static IllegalStateException refuse(StateObject handle) {
        throw new IllegalStateException("state of an unknown form: " + handle);
    }
}
