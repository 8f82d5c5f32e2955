/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunSplitSerializerTest {

    private final RunSplitSerializer splits = new RunSplitSerializer();
    private final RepeatingStateSerializer states = new RepeatingStateSerializer();

    @Test
    void everyKindOfSplitIsRestored() throws Exception {
        RunSplit.Part part = new RunSplit.Part(7, "a/b", 3, new byte[] {1, 2});
        assertThat(splits.deserialize(1, splits.serialize(part)))
                .usingRecursiveComparison()
                .isEqualTo(part);

        RunSplit.Tally tally = new RunSplit.Tally(7, "0-1", 99);
        assertThat(splits.deserialize(1, splits.serialize(tally))).isEqualTo(tally);

        RunSplit.Failure failure = new RunSplit.Failure(7, "0-1", "no connection");
        assertThat(splits.deserialize(1, splits.serialize(failure))).isEqualTo(failure);
    }

    @Test
    void theStateOfTheEnumeratorIsRestored() throws Exception {
        RepeatingState state =
                new RepeatingState(
                        OptionalLong.of(8),
                        Optional.of(
                                new RepeatingState.CompleteRun(7, 41, Map.of("owner", "loader"))),
                        new Epoch(Optional.of("list 12"), 3),
                        OptionalLong.of(9),
                        Optional.of(
                                new RepeatingState.RunState(
                                        8, 2, Map.of("0-1", 5L), 3, new byte[] {9})));

        assertThat(states.deserialize(states.getVersion(), states.serialize(state)))
                .usingRecursiveComparison()
                .isEqualTo(state);
        assertThat(
                        states.deserialize(
                                states.getVersion(), states.serialize(RepeatingState.fresh())))
                .isEqualTo(RepeatingState.fresh());
    }

    @Test
    void anUnknownVersionIsRefused() {
        assertThatThrownBy(() -> splits.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> states.deserialize(9, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 9");
    }
}
