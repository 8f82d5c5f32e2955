/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts operations by key group. Every count follows a change of keyed state, so that both roll
 * back together. An operation that is superseded before its response arrives is counted as
 * superseded.
 */
public final class OperationCounts {

    private static final DeliveryTally ZERO = new DeliveryTally(0, 0, 0, 0);

    private final Map<Integer, KeyGroupCounts> groups = new TreeMap<>();
    private long pending;

    /**
     * Operations of an unsettled run arrived.
     *
     * @param settled the last settled run of this subtask
     */
    void arrived(int keyGroup, long run, long settled, int operations) {
        groups.computeIfAbsent(keyGroup, any -> new KeyGroupCounts(settled))
                .arrived(run, operations);
        pending += operations;
    }

    /** An operation of an unsettled run takes the place of one that was just dropped. */
    void amended(int keyGroup, long run) {
        groups.get(keyGroup).arrived(run, 1);
        pending++;
    }

    /**
     * An operation was superseded or withdrawn.
     *
     * @param triedIn the run in which it was last tried
     */
    void dropped(int keyGroup, long run, long triedIn) {
        groups.get(keyGroup).dropped(run, triedIn);
        pending--;
    }

    /**
     * Iterable accepted an operation.
     *
     * @param triedIn the run in which it was tried before
     */
    void accepted(int keyGroup, long triedIn) {
        groups.get(keyGroup).accepted(triedIn);
        pending--;
    }

    /**
     * An operation was refused, and stays pending.
     *
     * @param triedIn the run in which it was tried before
     */
    void rejected(int keyGroup, long triedIn) {
        groups.get(keyGroup).rejected(triedIn);
    }

    /** An operation was refused, and is no longer pending. */
    void givenUp(int keyGroup, long triedIn) {
        groups.get(keyGroup).givenUp(triedIn);
        pending--;
    }

    /** An operation is not tried in the run that is delivered. */
    void postponed(int keyGroup) {
        groups.get(keyGroup).postponed();
    }

    /** A postponed operation is a removal that waits for approval. */
    void withheld(int keyGroup) {
        groups.get(keyGroup).withheld();
    }

    boolean isSettled(int keyGroup, long run) {
        KeyGroupCounts group = groups.get(keyGroup);
        return group != null && run <= group.settledRun();
    }

    /**
     * Returns the counts of a run; those of an unsettled run so far, without pending operations.
     */
    public DeliveryTally tally(long run) {
        return groups.values().stream()
                .map(group -> group.tally(run).orElse(ZERO))
                .reduce(ZERO, DeliveryTally::plus);
    }

    /**
     * Closes a run. If delivery stopped, the operations that were neither accepted nor rejected are
     * pending. Otherwise only the postponed ones are, so that a wrong count becomes visible.
     */
    public DeliveryTally settle(long run, boolean stopped) {
        groups.values().stream()
                .filter(group -> group.settledRun() < run)
                .forEach(group -> group.settle(run, stopped));
        return tally(run);
    }

    /** The operations of all runs that Iterable has not accepted. */
    public long pending() {
        return pending;
    }

    List<KeyGroupSnapshot> snapshot(Map<Integer, KeyGroupLog> logs) {
        List<KeyGroupSnapshot> snapshots = new ArrayList<>();
        groups.forEach(
                (keyGroup, group) ->
                        snapshots.add(group.snapshot(keyGroup, logs.get(keyGroup).snapshot())));
        return snapshots;
    }

    void restore(KeyGroupSnapshot saved) {
        KeyGroupCounts group = KeyGroupCounts.restored(saved);
        groups.put(saved.keyGroup(), group);
        pending += group.pending();
    }
}
