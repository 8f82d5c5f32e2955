/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.iterable.ProjectIdentity.Relation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * The Iterable project that the operations in state belong to, as operator state. If the job has
 * the key of another project, it fails before the first call, without a restart.
 */
public final class ProjectState {

    private static final String NAME = "project";

    private final ListState<String> state;
    private final String project;

    private ProjectState(ListState<String> state, String project) {
        this.state = state;
        this.project = project;
    }

    /**
     * @param project the identity as text; empty if the state belongs to no project
     */
    static ProjectState open(OperatorStateStore store, String project) throws Exception {
        ListState<String> state =
                store.getUnionListState(new ListStateDescriptor<>(NAME, Types.STRING));
        if (!project.isEmpty()) {
            ProjectIdentity ours = ProjectIdentity.parse(project);
            for (String restored : state.get()) {
                require(ours, ProjectIdentity.parse(restored));
            }
        }
        return new ProjectState(state, project);
    }

    private static void require(ProjectIdentity ours, ProjectIdentity restored) {
        if (ours.to(restored) != Relation.SAME) {
            throw new SuppressRestartsException(
                    new IllegalStateException(
                            "the state was sent to another Iterable project, at "
                                    + restored.baseUrl()
                                    + ": start the job without this state, or with the key of that"
                                    + " project"));
        }
    }

    void snapshot() throws Exception {
        state.update(project.isEmpty() ? List.of() : List.of(project));
    }

    /**
     * Returns the project of a saved operator; empty if the operator is not an outbox.
     *
     * @throws IOException if the state can't be read on this machine
     */
    public static Optional<ProjectIdentity> in(OperatorState operator) throws IOException {
        for (OperatorSubtaskState subtask : operator.getStates()) {
            for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                OperatorStateHandle.StateMetaInfo part =
                        handle.getStateNameToPartitionOffsets().get(NAME);
                if (part != null && part.getOffsets().length > 0) {
                    return Optional.of(read(handle, part.getOffsets()[0]));
                }
            }
        }
        return Optional.empty();
    }

    private static ProjectIdentity read(OperatorStateHandle handle, long offset)
            throws IOException {
        try (FSDataInputStream bytes = handle.openInputStream()) {
            bytes.seek(offset);
            return ProjectIdentity.parse(
                    StringSerializer.INSTANCE.deserialize(new DataInputViewStreamWrapper(bytes)));
        } catch (IllegalArgumentException e) {
            throw new IOException("the state '" + NAME + "' has an unexpected format", e);
        }
    }
}
