/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pace.DailyCallCount;
import io.millrace.outbox.pending.KeyGroupSnapshot;
import io.millrace.outbox.removal.RemovalGate;
import io.millrace.outbox.removal.WithheldRemovals;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The operator state of the outbox. Each part is union list state, because after a rescale a
 * subtask restores from all subtasks of before.
 */
final class OutboxState {

    static final String PROGRESS = "progress";
    static final String KEY_GROUPS = "key-groups";
    static final String QUOTAS = "quotas";
    static final String TALLIES = "tallies";
    static final String WITHHELD_REMOVALS = "withheld-removals";

    private final ListState<OutboxProgress> progress;
    private final ListState<KeyGroupSnapshot> keyGroups;
    private final ListState<DailyCallCount> quotas;
    private final ListState<DiffTally> tallies;
    private final ListState<WithheldRemovals> withheldRemovals;

    OutboxState(OperatorStateStore store) throws Exception {
        progress = union(store, PROGRESS, OutboxProgress.class);
        keyGroups = union(store, KEY_GROUPS, KeyGroupSnapshot.class);
        quotas = union(store, QUOTAS, DailyCallCount.class);
        tallies = union(store, TALLIES, DiffTally.class);
        withheldRemovals = union(store, WITHHELD_REMOVALS, WithheldRemovals.class);
    }

    private static <T> ListState<T> union(OperatorStateStore store, String name, Class<T> type)
            throws Exception {
        return store.getUnionListState(new ListStateDescriptor<>(name, TypeInformation.of(type)));
    }

    List<OutboxProgress> progress() throws Exception {
        return all(progress);
    }

    Iterable<KeyGroupSnapshot> keyGroups() throws Exception {
        return keyGroups.get();
    }

    List<DailyCallCount> quotas() throws Exception {
        return all(quotas);
    }

    RemovalGate.Memory removals() throws Exception {
        return new RemovalGate.Memory(all(tallies), all(withheldRemovals));
    }

    private static <T> List<T> all(ListState<T> state) throws Exception {
        List<T> all = new ArrayList<>();
        state.get().forEach(all::add);
        return all;
    }

    void update(
            OutboxProgress ofSubtask,
            List<KeyGroupSnapshot> ofKeyGroups,
            List<DailyCallCount> callsOfToday,
            RemovalGate.Memory removals)
            throws Exception {
        progress.update(List.of(ofSubtask));
        keyGroups.update(ofKeyGroups);
        quotas.update(callsOfToday);
        tallies.update(removals.tallies());
        withheldRemovals.update(removals.withheld());
    }
}
