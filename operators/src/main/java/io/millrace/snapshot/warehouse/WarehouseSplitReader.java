/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.RangeRecord;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads ranges on a thread of its own, a few batches ahead of the fetcher. Waking up the fetcher
 * therefore does not interrupt the statement, and closing never waits for the server.
 */
final class WarehouseSplitReader<T> implements SplitReader<RangeRecord<T>, TableRange> {

    private static final int BATCHES_AHEAD = 3;

    /** A batch, a failure, or neither: a wake-up of the fetcher. */
    private record Result<T>(Optional<RowBatch<T>> batch, Optional<RuntimeException> failure) {

        static <T> Result<T> of(RowBatch<T> batch) {
            return new Result<>(Optional.of(batch), Optional.empty());
        }

        static <T> Result<T> of(RuntimeException failure) {
            return new Result<>(Optional.empty(), Optional.of(failure));
        }

        static <T> Result<T> wakeUp() {
            return new Result<>(Optional.empty(), Optional.empty());
        }
    }

    private final WarehouseSession<T> session;

    /** Assigned ranges, not yet given to the reading thread. */
    private final Queue<TableRange> waiting = new ArrayDeque<>();

    private final BlockingQueue<TableRange> toRead = new LinkedBlockingQueue<>();
    private final BlockingQueue<Result<T>> results = new LinkedBlockingQueue<>();
    private final Semaphore batchPermits = new Semaphore(BATCHES_AHEAD);
    private final Thread thread;
    private boolean reading;

    WarehouseSplitReader(
            WarehouseTable table, RangeRecordCollector.Factory<T> collector, int subtask) {
        this.session = new WarehouseSession<>(table, collector);
        this.thread = new Thread(this::readRanges, "Warehouse reader " + subtask);
        thread.setDaemon(true);
        thread.setContextClassLoader(WarehouseSplitReader.class.getClassLoader());
    }

    private void readRanges() {
        try {
            while (!session.isAborted()) {
                session.read(toRead.take(), this::deliver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!session.isAborted()) {
                results.add(Result.of(e));
            }
        }
    }

    private void deliver(RowBatch<T> batch) throws InterruptedException {
        batchPermits.acquire();
        results.add(Result.of(batch));
    }

    @Override
    public RecordsWithSplitIds<RangeRecord<T>> fetch() {
        if (!reading && !waiting.isEmpty()) {
            if (!thread.isAlive()) {
                thread.start();
            }
            toRead.add(waiting.remove());
            reading = true;
        }
        try {
            return batchOf(results.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RowBatch.empty();
        }
    }

    private RowBatch<T> batchOf(Result<T> result) {
        if (result.failure().isPresent()) {
            throw result.failure().get();
        }
        if (result.batch().isEmpty()) {
            return RowBatch.empty();
        }
        batchPermits.release();
        RowBatch<T> batch = result.batch().get();
        reading = !batch.isLast();
        return batch;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<TableRange> change) {
        waiting.addAll(change.splits());
    }

    @Override
    public void wakeUp() {
        results.add(Result.wakeUp());
    }

    @Override
    public void close() {
        session.abort();
        thread.interrupt();
    }
}
