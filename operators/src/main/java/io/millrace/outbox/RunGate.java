/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says which run may be delivered: the oldest unsettled one whose boundary has arrived and is held
 * by a completed checkpoint, and with it every operation before it.
 */
final class RunGate {

    private final TreeMap<Long, Long> boundaryAtCheckpoint = new TreeMap<>();
    private final TreeSet<Long> waiting = new TreeSet<>();
    private long lastBoundary = Long.MIN_VALUE;
    private long released = Long.MIN_VALUE;
    private long settled = Long.MIN_VALUE;

    /**
     * Goes on from what all subtasks had reached, which the slowest one tells. All that a restored
     * checkpoint holds is durable, hence released.
     */
    void restore(List<OutboxProgress> subtasks) {
        for (OutboxProgress subtask : subtasks) {
            for (long run : subtask.waiting()) {
                waiting.add(run);
            }
        }
        lastBoundary =
                subtasks.stream()
                        .mapToLong(OutboxProgress::lastBoundary)
                        .min()
                        .orElse(lastBoundary);
        settled = subtasks.stream().mapToLong(OutboxProgress::settled).min().orElse(settled);
        waiting.removeIf(run -> run > lastBoundary || run <= settled);
        released = lastBoundary;
    }

    OutboxProgress progress() {
        return new OutboxProgress(
                lastBoundary, settled, waiting.stream().mapToLong(Long::longValue).toArray());
    }

    /** A run is complete upstream. One that was heard of before changes nothing. */
    void boundary(long run) {
        if (run > lastBoundary) {
            lastBoundary = run;
            waiting.add(run);
        }
    }

    /**
     * The run an operation of {@code run} goes with. A restored source may read a run again whose
     * end was here before: what it finds then goes with the next.
     */
    long goesWith(long run) {
        return Math.max(run, lastBoundary + 1);
    }

    void snapshot(long checkpoint) {
        boundaryAtCheckpoint.put(checkpoint, lastBoundary);
    }

    void completed(long checkpoint) {
        SortedMap<Long, Long> upTo = boundaryAtCheckpoint.headMap(checkpoint, true);
        if (!upTo.isEmpty()) {
            released = Math.max(released, upTo.get(upTo.lastKey()));
            upTo.clear();
        }
    }

    /** The run to deliver now. */
    OptionalLong next() {
        return waiting.isEmpty() || waiting.first() > released
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.first());
    }

    /** The oldest run that is complete upstream and not settled. */
    OptionalLong oldest() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.first());
    }

    void settle(long run) {
        waiting.remove(run);
        settled = run;
    }

    long settled() {
        return settled;
    }
}
