/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.PendingOperation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides which removals may be sent. Every subtask of the outbox receives the tallies of all
 * subtasks of the diff before the end of their run, so that every subtask decides the same. The
 * removals of a run within the limit are sent. Those of another run are withheld until it, or a
 * later run, is approved. Approved removals do not count in later decisions.
 */
public final class RemovalGate {

    private final RemovalLimit limit;
    private final RemovalReview review;

    /** The tallies of the unsettled runs, and of the last settled one. */
    private final TreeMap<Long, DiffTally> tallies = new TreeMap<>();

    private final TreeMap<Long, WithheldRemovals> withheld = new TreeMap<>();

    public RemovalGate(RemovalLimit limit, RemovalReview review) {
        this.limit = limit;
        this.review = review;
    }

    /** The operator state. */
    public record Memory(List<DiffTally> tallies, List<WithheldRemovals> withheld) {}

    public Memory memory() {
        return new Memory(List.copyOf(tallies.values()), List.copyOf(withheld.values()));
    }

    /** Adds the memory of a subtask. The memories of all subtasks agree about a run. */
    public void restore(Memory subtask) {
        subtask.tallies().forEach(tally -> tallies.put(tally.run(), tally));
        subtask.withheld().forEach(run -> withheld.put(run.run(), run));
    }

    /** Adds the tally of one subtask of the diff. */
    public void add(DiffTally tally) {
        tallies.merge(tally.run(), tally, DiffTally::plus);
    }

    /** Decides about a run that is complete and about to be delivered. Idempotent. */
    public void decide(long run) {
        if (!withheld.containsKey(run)) {
            reasonToWithhold(run).ifPresent(reason -> withheld.put(run, reason));
        }
        if (!withheld.isEmpty()) {
            withheld.headMap(review.approvedUpTo(), true).clear();
        }
    }

    private Optional<WithheldRemovals> reasonToWithhold(long run) {
        DiffTally tally = tallies.get(run);
        if (tally == null || tally.removals() == 0) {
            return Optional.empty();
        }
        Optional<String> doubt = review.doubt(run);
        if (doubt.isPresent()) {
            return Optional.of(new WithheldRemovals(run, WithheldRemovals.DOUBT, doubt.get()));
        }
        return limit.exceededBy(tally.removals(), knownBefore(tally))
                .map(reason -> new WithheldRemovals(run, WithheldRemovals.LIMIT, reason));
    }

    /**
     * Returns the rows known before the run, without rows that only runs without an end have read:
     * those would lower the share of the removals.
     */
    private long knownBefore(DiffTally tally) {
        Map.Entry<Long, DiffTally> last = tallies.lowerEntry(tally.run());
        return last == null ? tally.known() : Math.min(tally.known(), last.getValue().rows());
    }

    /** True if the operation is a removal that must wait for approval. Its run is decided. */
    public boolean withholds(PendingOperation operation) {
        return operation.operation().removal() && withheld.containsKey(operation.run());
    }

    /** Returns the newest run with withheld removals. */
    public Optional<WithheldRemovals> newest() {
        return withheld.isEmpty() ? Optional.empty() : Optional.of(withheld.lastEntry().getValue());
    }

    /**
     * A run is settled.
     *
     * @param mayWithhold false if every operation was visited and none of them is withheld
     */
    public void settled(long run, boolean mayWithhold) {
        tallies.headMap(run, false).clear();
        if (!mayWithhold) {
            withheld.clear();
        }
    }
}
