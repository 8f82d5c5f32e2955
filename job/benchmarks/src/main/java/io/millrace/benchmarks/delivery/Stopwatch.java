/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.benchmarks.DiskWrites;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.pending.DeliveryTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures one delivery: the time of the first operation, of the first call and of the last
 * response, and the tallies at the end. Flink serialises the operators of a job even in one
 * process, so they find the stopwatch by its name. Thread-safe.
 */
final class Stopwatch implements AutoCloseable {

    private static final Map<String, Stopwatch> OPEN = new ConcurrentHashMap<>();
    private static final long NEVER = Long.MIN_VALUE;

    private final String name = UUID.randomUUID().toString();
    private final int subtasks;
    private final AtomicLong processorBefore = new AtomicLong(NEVER);
    private final AtomicLong diskBefore = new AtomicLong();
    private final LongAdder operationBytes = new LongAdder();
    private final AtomicLong firstCall = new AtomicLong(NEVER);
    private final AtomicLong lastAnswer = new AtomicLong(NEVER);
    private final List<DeliveryTally> settled = new ArrayList<>();
    private final BlockingQueue<Timed> ends = new LinkedBlockingQueue<>();

    /**
     * A finished delivery.
     *
     * @param seconds from the first call to the last answer
     * @param processorSeconds of this process from the first operation to the end
     * @param written to disks by this process in the same time
     */
    record Timed(double seconds, double processorSeconds, Written written, DeliveryTally tally) {}

    /**
     * @param disk bytes; 0 where the system does not report them
     * @param operations bytes of all operations
     */
    record Written(long disk, long operations) {}

    private Stopwatch(int subtasks) {
        this.subtasks = subtasks;
    }

    /**
     * @param subtasks of the outbox
     */
    static Stopwatch open(int subtasks) {
        Stopwatch stopwatch = new Stopwatch(subtasks);
        OPEN.put(stopwatch.name, stopwatch);
        return stopwatch;
    }

    static Stopwatch named(String name) {
        return Optional.ofNullable(OPEN.get(name))
                .orElseThrow(() -> new IllegalStateException("there is no stopwatch of this name"));
    }

    String name() {
        return name;
    }

    /**
     * An operation was generated.
     *
     * @param bytes its size
     */
    void made(int bytes) {
        if (processorBefore.get() == NEVER
                && processorBefore.compareAndSet(NEVER, ProcessorTime.nanos())) {
            diskBefore.set(DiskWrites.bytes());
        }
        operationBytes.add(bytes);
    }

    void called() {
        if (firstCall.get() == NEVER) {
            firstCall.compareAndSet(NEVER, System.nanoTime());
        }
    }

    void answered() {
        lastAnswer.accumulateAndGet(System.nanoTime(), Math::max);
    }

    /** Adds the tally of a subtask at the end of the run. */
    synchronized void settled(DeliveryNotice delivery) {
        settled.add(delivery.tally());
        if (settled.size() == subtasks) {
            ends.add(
                    new Timed(
                            (lastAnswer.get() - firstCall.get()) / 1e9,
                            (ProcessorTime.nanos() - processorBefore.get()) / 1e9,
                            new Written(
                                    DiskWrites.bytes() - diskBefore.get(), operationBytes.sum()),
                            settled.stream().reduce(DeliveryTally::plus).orElseThrow()));
        }
    }

    /** Waits for the end. */
    Optional<Timed> awaitEnd(Duration patience) throws InterruptedException {
        return Optional.ofNullable(ends.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }
}
