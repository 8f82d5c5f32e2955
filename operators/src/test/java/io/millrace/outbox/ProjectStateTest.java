/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.iterable.ProjectIdentity.MessageType;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.Test;

class ProjectStateTest {

    private static final ProjectIdentity OURS =
            project("https://api.iterable.com", "key", new MessageType(2001, 1_500));

    @Test
    void stateOfAnotherProjectIsRefusedWithoutRestartAndWithoutACall() throws Exception {
        ProjectIdentity theirs =
                project("https://api.iterable.com", "key", new MessageType(2001, 1_700));
        FakeIterable iterable = new FakeIterable();

        assertThatThrownBy(() -> OutboxHarness.restore(iterable, options(theirs), saved(OURS)))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "the state was sent to another Iterable project, at"
                                + " https://api.iterable.com: start the job without this state, or"
                                + " with the key of that project");
        assertThat(iterable.requests()).isEmpty();
    }

    @Test
    void anotherKeyOfTheProjectIsAccepted() throws Exception {
        ProjectIdentity rotated =
                project("https://api.iterable.com", "another", new MessageType(2001, 1_500));

        try (OutboxHarness outbox =
                OutboxHarness.restore(new FakeIterable(), options(rotated), saved(OURS))) {
            assertThat(ProjectState.in(operator(outbox.snapshot()))).contains(rotated);
        }
    }

    @Test
    void theProjectIsReadFromSavedState() throws Exception {
        assertThat(ProjectState.in(operator(saved(OURS)))).contains(OURS);
        assertThat(ProjectState.in(new OperatorState("", "", new OperatorID(), 1, 16))).isEmpty();
    }

    private static OperatorSubtaskState saved(ProjectIdentity project) throws Exception {
        try (OutboxHarness outbox = OutboxHarness.start(new FakeIterable(), options(project))) {
            return outbox.snapshot();
        }
    }

    private static OperatorState operator(OperatorSubtaskState subtask) {
        OperatorState operator = new OperatorState("", "", new OperatorID(), 1, 16);
        operator.putState(0, subtask);
        return operator;
    }

    private static OutboxSettings.Builder options(ProjectIdentity project) {
        return OutboxSettings.builder()
                .sharing(new OutboxSettings.Sharing("", project.text(), 0, ""));
    }

    private static ProjectIdentity project(String baseUrl, String access, MessageType type) {
        return new ProjectIdentity(baseUrl, access, Set.of(type), Set.of());
    }
}
