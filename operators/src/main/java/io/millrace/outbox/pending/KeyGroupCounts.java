/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The counts of one key group since its last settled run, and the tallies of the runs before. A
 * {@code triedIn} is the run in which an operation was tried before.
 */
final class KeyGroupCounts {

    private static final int SETTLED_RUNS_KEPT = 16;
    private static final int LONGS_OF_A_TALLY = 6;

    private final NavigableMap<Long, Long> arrived = new TreeMap<>();
    private final NavigableMap<Long, DeliveryTally> history = new TreeMap<>();
    private long settledRun;
    private long carried;
    private long accepted;
    private long rejected;
    private long removed;
    private long postponed;
    private long withheld;

    KeyGroupCounts(long settledRun) {
        this.settledRun = settledRun;
    }

    long settledRun() {
        return settledRun;
    }

    void arrived(long run, long operations) {
        arrived.merge(run, operations, Long::sum);
    }

    void dropped(long run, long triedIn) {
        if (triedIn > settledRun) {
            removed++;
        } else if (run <= settledRun) {
            carried--;
        } else {
            arrived.merge(run, -1L, Long::sum);
        }
    }

    void accepted(long triedIn) {
        takeBackRefusal(triedIn);
        accepted++;
    }

    void rejected(long triedIn) {
        takeBackRefusal(triedIn);
        rejected++;
    }

    void givenUp(long triedIn) {
        rejected(triedIn);
        removed++;
    }

    void postponed() {
        postponed++;
    }

    void withheld() {
        withheld++;
    }

    /** An operation refused in a run without an end is tried again in the next, and counts once. */
    private void takeBackRefusal(long triedIn) {
        if (triedIn > settledRun) {
            rejected--;
        }
    }

    private long operations(long run) {
        return carried
                + arrived.headMap(run, true).values().stream().mapToLong(Long::longValue).sum();
    }

    long pending() {
        return operations(Long.MAX_VALUE) - accepted - removed;
    }

    /** Empty if the run is settled and no longer kept. */
    Optional<DeliveryTally> tally(long run) {
        return run <= settledRun
                ? Optional.ofNullable(history.get(run))
                : Optional.of(new DeliveryTally(operations(run), accepted, rejected, 0));
    }

    void settle(long run, boolean stopped) {
        long operations = operations(run);
        long open = stopped ? operations - accepted - rejected : postponed;
        history.put(run, new DeliveryTally(operations, accepted, rejected, open, withheld));
        if (history.size() > SETTLED_RUNS_KEPT) {
            history.pollFirstEntry();
        }
        carried = operations - accepted - removed;
        accepted = 0;
        rejected = 0;
        removed = 0;
        postponed = 0;
        withheld = 0;
        arrived.headMap(run, true).clear();
        settledRun = run;
    }

    KeyGroupSnapshot snapshot(int keyGroup, KeyGroupSnapshot.Log log) {
        KeyGroupSnapshot.Counts counts =
                new KeyGroupSnapshot.Counts(
                        settledRun, carried, accepted, rejected, removed, postponed, withheld);
        return new KeyGroupSnapshot(keyGroup, counts, arrivedNumbers(), historyNumbers(), log);
    }

    private long[] arrivedNumbers() {
        return arrived.entrySet().stream()
                .flatMapToLong(entry -> LongStream.of(entry.getKey(), entry.getValue()))
                .toArray();
    }

    private long[] historyNumbers() {
        return history.entrySet().stream().flatMapToLong(KeyGroupCounts::numbers).toArray();
    }

    private static LongStream numbers(Map.Entry<Long, DeliveryTally> settled) {
        DeliveryTally tally = settled.getValue();
        return LongStream.of(
                settled.getKey(),
                tally.operations(),
                tally.accepted(),
                tally.rejected(),
                tally.pending(),
                tally.withheld());
    }

    static KeyGroupCounts restored(KeyGroupSnapshot saved) {
        KeyGroupSnapshot.Counts counts = saved.counts();
        KeyGroupCounts group = new KeyGroupCounts(counts.settledRun());
        group.carried = counts.carried();
        group.accepted = counts.accepted();
        group.rejected = counts.rejected();
        group.removed = counts.removed();
        group.postponed = counts.postponed();
        group.withheld = counts.withheld();
        long[] arrived = saved.arrived();
        for (int i = 0; i < arrived.length; i += 2) {
            group.arrived.put(arrived[i], arrived[i + 1]);
        }
        long[] history = saved.history();
        for (int i = 0; i < history.length; i += LONGS_OF_A_TALLY) {
            group.history.put(
                    history[i],
                    new DeliveryTally(
                            history[i + 1],
                            history[i + 2],
                            history[i + 3],
                            history[i + 4],
                            history[i + 5]));
        }
        return group;
    }
}
