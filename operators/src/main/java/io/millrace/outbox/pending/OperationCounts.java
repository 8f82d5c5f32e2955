/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Counts operations by key group. Every count follows a change of keyed state, so both roll back
 * together, and what was sent but replaced before its answer counts as replaced.
 */
public final class OperationCounts {

    private static final int RUNS_REMEMBERED = 16;
    private static final DeliveryTally NOTHING = new DeliveryTally(0, 0, 0, 0);

    private final Map<Integer, Group> groups = new TreeMap<>();
    private long pending;

    /** Counts of one key group since its last settled run, and the tallies before. */
    private static final class Group {
        private final NavigableMap<Long, Long> asked = new TreeMap<>();
        private final NavigableMap<Long, DeliveryTally> history = new TreeMap<>();
        private long settled;
        private long carried;
        private long accepted;
        private long rejected;
        private long left;
        private long rested;
        private long withheld;

        private Group(long settled) {
            this.settled = settled;
        }

        private long operations(long run) {
            return carried
                    + asked.headMap(run, true).values().stream().mapToLong(Long::longValue).sum();
        }

        private long pending() {
            return operations(Long.MAX_VALUE) - accepted - left;
        }

        /** Refused for a run that never came to its end, and tried again for the next one. */
        private void tryAgain(long triedIn) {
            if (triedIn > settled) {
                rejected--;
            }
        }

        private KeyGroupSnapshot account(int keyGroup, KeyGroupLog log) {
            return new KeyGroupSnapshot(
                    keyGroup,
                    settled,
                    carried,
                    accepted,
                    rejected,
                    left,
                    flatten(asked),
                    flattenTallies(history),
                    rested,
                    withheld,
                    log.save(),
                    log.nextNumber(),
                    log.kept());
        }

        private DeliveryTally tally(long run) {
            return run <= settled
                    ? history.getOrDefault(run, NOTHING)
                    : new DeliveryTally(operations(run), accepted, rejected, 0);
        }
    }

    /**
     * Operations came in, of a run that is not settled. {@code settled} is the last that is here.
     */
    void arrived(int keyGroup, long run, long settled, int operations) {
        Group group = groups.computeIfAbsent(keyGroup, any -> new Group(settled));
        group.asked.merge(run, (long) operations, Long::sum);
        pending += operations;
    }

    /** An operation takes the place of one just dropped, in a run that is not settled. */
    void followed(int keyGroup, long run) {
        groups.get(keyGroup).asked.merge(run, 1L, Long::sum);
        pending++;
    }

    /** An operation of this run was replaced or withdrawn before Iterable took it. */
    void dropped(int keyGroup, long run, long triedIn) {
        Group group = groups.get(keyGroup);
        pending--;
        if (triedIn > group.settled) {
            group.left++;
        } else if (run <= group.settled) {
            group.carried--;
        } else {
            group.asked.merge(run, -1L, Long::sum);
        }
    }

    /** Iterable took an operation; it was {@code triedIn} this run before, or an earlier one. */
    void accepted(int keyGroup, long triedIn) {
        Group group = groups.get(keyGroup);
        group.tryAgain(triedIn);
        group.accepted++;
        pending--;
    }

    void rejected(int keyGroup, long triedIn) {
        Group group = groups.get(keyGroup);
        group.tryAgain(triedIn);
        group.rejected++;
    }

    /** An operation refused before is not tried in the run being delivered. */
    void rested(int keyGroup) {
        groups.get(keyGroup).rested++;
    }

    /** An operation that rests is a removal that waits for approval. */
    void withheld(int keyGroup) {
        groups.get(keyGroup).withheld++;
    }

    /** An operation was refused and is given up: it is owed no more. */
    void givenUp(int keyGroup, long triedIn) {
        rejected(keyGroup, triedIn);
        groups.get(keyGroup).left++;
        pending--;
    }

    boolean isSettled(int keyGroup, long run) {
        Group group = groups.get(keyGroup);
        return group != null && run <= group.settled;
    }

    /** Counts so far, owed not yet among them. */
    public DeliveryTally tally(long run) {
        return groups.values().stream()
                .map(group -> group.tally(run))
                .reduce(NOTHING, DeliveryTally::plus);
    }

    /**
     * Closes a run. What is left of it is owed if delivery was stopped; if not, every operation was
     * tried or rests, and nothing else is owed, so that a wrong count shows.
     */
    public DeliveryTally settle(long run, boolean stopped) {
        groups.values().stream()
                .filter(group -> group.settled < run)
                .forEach(group -> settle(group, run, stopped));
        return tally(run);
    }

    private static void settle(Group group, long run, boolean stopped) {
        long operations = group.operations(run);
        long pending = stopped ? operations - group.accepted - group.rejected : group.rested;
        group.history.put(
                run,
                new DeliveryTally(
                        operations, group.accepted, group.rejected, pending, group.withheld));
        if (group.history.size() > RUNS_REMEMBERED) {
            group.history.pollFirstEntry();
        }
        group.carried = operations - group.accepted - group.left;
        group.accepted = 0;
        group.rejected = 0;
        group.left = 0;
        group.rested = 0;
        group.withheld = 0;
        group.asked.headMap(run, true).clear();
        group.settled = run;
    }

    /** Operations Iterable has not taken, of all runs. */
    public long pending() {
        return pending;
    }

    List<KeyGroupSnapshot> snapshot(Map<Integer, KeyGroupLog> logs) {
        List<KeyGroupSnapshot> counts = new ArrayList<>();
        groups.forEach(
                (keyGroup, group) -> counts.add(group.account(keyGroup, logs.get(keyGroup))));
        return counts;
    }

    void restore(KeyGroupSnapshot account) {
        Group group = new Group(account.settled());
        group.carried = account.carried();
        group.accepted = account.accepted();
        group.rejected = account.rejected();
        group.left = account.left();
        group.rested = account.rested();
        group.withheld = account.withheld();
        long[] asked = account.asked();
        for (int i = 0; i < asked.length; i += 2) {
            group.asked.put(asked[i], asked[i + 1]);
        }
        long[] history = account.history();
        for (int i = 0; i < history.length; i += 6) {
            group.history.put(
                    history[i],
                    new DeliveryTally(
                            history[i + 1],
                            history[i + 2],
                            history[i + 3],
                            history[i + 4],
                            history[i + 5]));
        }
        groups.put(account.keyGroup(), group);
        pending += group.pending();
    }

    private static long[] flatten(Map<Long, Long> counts) {
        return counts.entrySet().stream()
                .flatMapToLong(entry -> LongStream.of(entry.getKey(), entry.getValue()))
                .toArray();
    }

    private static long[] flattenTallies(Map<Long, DeliveryTally> tallies) {
        return tallies.entrySet().stream()
                .flatMapToLong(
                        entry ->
                                LongStream.of(
                                        entry.getKey(),
                                        entry.getValue().operations(),
                                        entry.getValue().accepted(),
                                        entry.getValue().rejected(),
                                        entry.getValue().pending(),
                                        entry.getValue().withheld()))
                .toArray();
    }
}
