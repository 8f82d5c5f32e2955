/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which run may be delivered: the oldest unsettled run whose boundary is held by a
 * completed checkpoint. That checkpoint then holds every operation of the run, too.
 */
final class RunGate {

    private final TreeMap<Long, Long> boundaryAtCheckpoint = new TreeMap<>();
    private final TreeSet<Long> waiting = new TreeSet<>();
    private long lastBoundary = Long.MIN_VALUE;
    private long released = Long.MIN_VALUE;
    private long settled = Long.MIN_VALUE;

    /**
     * Continues from the progress of the slowest subtask. Every boundary in a restored checkpoint
     * is durable, and therefore released.
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

    /** A run is complete upstream. No-op for a boundary that arrived before. */
    void boundary(long run) {
        if (run > lastBoundary) {
            lastBoundary = run;
            waiting.add(run);
        }
    }

    /**
     * Returns the run that an operation is delivered with. A restored source may read a run again
     * after its end arrived: its operations are then delivered with the next run.
     */
    long deliveredWith(long run) {
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

    /** Returns the run to deliver now. */
    OptionalLong next() {
        return waiting.isEmpty() || waiting.first() > released
                ? OptionalLong.empty()
                : OptionalLong.of(waiting.first());
    }

    /** Returns the oldest run that is complete upstream and not settled. */
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
