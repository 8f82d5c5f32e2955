/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.diff.RunFound.Emitted;
import io.millrace.diff.DiffTally;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Holds each run of a job until the benchmark starts it, and collects the counts of the run. Flink
 * serialises the operators of a job even in one process, so they find the barrier by its name.
 * Thread-safe.
 */
final class RunBarrier implements AutoCloseable {

    private static final Map<String, RunBarrier> OPEN = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final int subtasks;
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final BlockingQueue<RunFound> found = new LinkedBlockingQueue<>();
    private final Map<Long, Parts> parts = new HashMap<>();

    private RunBarrier(int subtasks) {
        this.subtasks = subtasks;
    }

    /**
     * @param subtasks of the diff
     */
    static RunBarrier open(int subtasks) {
        RunBarrier barrier = new RunBarrier(subtasks);
        OPEN.put(barrier.name, barrier);
        return barrier;
    }

    static RunBarrier named(String name) {
        return Optional.ofNullable(OPEN.get(name))
                .orElseThrow(() -> new IllegalStateException("there is no barrier of this name"));
    }

    String name() {
        return name;
    }

    /** A run is ready to read; it reads once the benchmark runs {@code start}. */
    void arrive(Runnable start) {
        waiting.add(start);
    }

    /** Waits for a run that is ready to read. */
    Optional<Runnable> awaitArrival(Duration patience) throws InterruptedException {
        return Optional.ofNullable(waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Adds the counts of one subtask; call it before the subtask's {@link #ended}. */
    synchronized void counted(DiffTally tally) {
        parts.computeIfAbsent(tally.run(), run -> new Parts()).add(tally);
    }

    /** One subtask has emitted all changes of the run. */
    synchronized void ended(long run, Emitted emitted) {
        Parts of = parts.computeIfAbsent(run, id -> new Parts());
        of.ended++;
        of.emitted = of.emitted.plus(emitted);
        if (of.ended == subtasks) {
            parts.remove(run);
            found.add(new RunFound(of.tally(run), of.emitted, ClockReading.read()));
        }
    }

    /** Waits for the end of a run. */
    Optional<RunFound> awaitEnd(Duration patience) throws InterruptedException {
        return Optional.ofNullable(found.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }

    /** Of one run, so far. */
    private static final class Parts {

        private long read;
        private long added;
        private long changed;
        private long removed;
        private long unchanged;
        private long duplicate;
        private long keyless;
        private int ended;
        private Emitted emitted = Emitted.NONE;

        private void add(DiffTally tally) {
            read += tally.read();
            added += tally.added();
            changed += tally.changed();
            removed += tally.removed();
            unchanged += tally.unchanged();
            duplicate += tally.duplicate();
            keyless += tally.keyless();
        }

        private DiffTally tally(long run) {
            return new DiffTally(run, read, added, changed, removed, unchanged, duplicate, keyless);
        }
    }
}
