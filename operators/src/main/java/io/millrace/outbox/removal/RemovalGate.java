/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.PendingOperation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which removals may go. Every subtask of the outbox gets the tallies of all subtasks of
 * the diff before the end of their run, so every subtask decides the same without the others. The
 * removals of a run within the limit go; those of another are withheld until their run, or a later
 * one, is approved. What is approved is no part of a later decision.
 */
public final class RemovalGate {

    private final RemovalLimit limit;
    private final RemovalReview review;

    /** Counts of the runs that are not settled, and of the last one that is. */
    private final TreeMap<Long, DiffTally> tallies = new TreeMap<>();

    private final TreeMap<Long, WithheldRemovals> held = new TreeMap<>();

    public RemovalGate(RemovalLimit limit, RemovalReview review) {
        this.limit = limit;
        this.review = review;
    }

    /** What must survive a failure. */
    public record Memory(List<DiffTally> tallies, List<WithheldRemovals> held) {}

    public Memory memory() {
        return new Memory(List.copyOf(tallies.values()), List.copyOf(held.values()));
    }

    /** Adds what a subtask knew. All that knew of one run knew the same. */
    public void restore(Memory subtask) {
        subtask.tallies().forEach(tally -> tallies.put(tally.run(), tally));
        subtask.held().forEach(one -> held.put(one.run(), one));
    }

    /** Counts of one subtask of the diff. */
    public void add(DiffTally tally) {
        tallies.merge(tally.run(), tally, DiffTally::plus);
    }

    /** The end of a run has come, and it is about to be delivered. May be repeated. */
    public void decide(long run) {
        boolean known = held.containsKey(run);
        Optional<WithheldRemovals> found = known ? Optional.empty() : reasonToHold(run);
        found.ifPresent(reason -> held.put(run, reason));
        if (!held.isEmpty()) {
            held.headMap(review.approvedUpTo(), true).clear();
        }
    }

    private Optional<WithheldRemovals> reasonToHold(long run) {
        DiffTally tally = tallies.get(run);
        if (tally == null || tally.removals() == 0) {
            return Optional.empty();
        }
        return review.doubt(run)
                .map(reason -> new WithheldRemovals(run, WithheldRemovals.DOUBT, reason))
                .or(
                        () ->
                                limit.exceededBy(tally.removals(), knownBefore(tally))
                                        .map(
                                                reason ->
                                                        new WithheldRemovals(
                                                                run,
                                                                WithheldRemovals.LIMIT,
                                                                reason)));
    }

    /** Without rows that only runs which were given up have shown: they would hide a removal. */
    private long knownBefore(DiffTally tally) {
        Map.Entry<Long, DiffTally> last = tallies.lowerEntry(tally.run());
        return last == null ? tally.known() : Math.min(tally.known(), last.getValue().rows());
    }

    /** True if it is a removal that may not go yet; its run is decided. */
    public boolean withholds(PendingOperation operation) {
        return operation.operation().removal() && held.containsKey(operation.run());
    }

    /** Of the newest run whose removals are withheld. */
    public Optional<WithheldRemovals> newest() {
        return held.isEmpty() ? Optional.empty() : Optional.of(held.lastEntry().getValue());
    }

    /**
     * A run is settled.
     *
     * @param withholds false if every operation was looked at and none of them is withheld
     */
    public void settled(long run, boolean withholds) {
        tallies.headMap(run, false).clear();
        if (!withholds) {
            held.clear();
        }
    }
}
