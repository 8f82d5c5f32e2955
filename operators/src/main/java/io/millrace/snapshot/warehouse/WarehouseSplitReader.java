/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.Emission;
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
 * Reads ranges on a thread of its own, a few batches ahead. So waking up the fetcher leaves the
 * statement alone, and closing never waits for the server.
 */
final class WarehouseSplitReader<T> implements SplitReader<Emission<T>, TableRange> {

    private static final int BATCHES_AHEAD = 3;

    /**
     * What the reading thread hands over: a batch, a failure, or nothing but a reason to look up.
     */
    private record Delivery<T>(Optional<RowBatch<T>> batch, Optional<RuntimeException> failure) {}

    private final WarehouseSession<T> session;
    private final Queue<TableRange> waiting = new ArrayDeque<>();
    private final BlockingQueue<TableRange> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Delivery<T>> deliveries = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(BATCHES_AHEAD);
    private final Thread thread;
    private boolean reading;

    WarehouseSplitReader(WarehouseTable table, Gathering.Factory<T> gathering, int subtask) {
        this.session = new WarehouseSession<>(table, gathering);
        this.thread = new Thread(this::work, "Warehouse reader " + subtask);
        thread.setDaemon(true);
        thread.setContextClassLoader(WarehouseSplitReader.class.getClassLoader());
    }

    private void work() {
        try {
            while (!session.isAborted()) {
                session.read(orders.take(), this::deliver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!session.isAborted()) {
                deliveries.add(new Delivery<>(Optional.empty(), Optional.of(e)));
            }
        }
    }

    private void deliver(RowBatch<T> batch) throws InterruptedException {
        room.acquire();
        deliveries.add(new Delivery<>(Optional.of(batch), Optional.empty()));
    }

    @Override
    public RecordsWithSplitIds<Emission<T>> fetch() {
        if (!reading && !waiting.isEmpty()) {
            if (!thread.isAlive()) {
                thread.start();
            }
            orders.add(waiting.remove());
            reading = true;
        }
        try {
            return take(deliveries.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RowBatch.nothing();
        }
    }

    private RowBatch<T> take(Delivery<T> delivery) {
        if (delivery.failure().isPresent()) {
            throw delivery.failure().get();
        }
        if (delivery.batch().isEmpty()) {
            return RowBatch.nothing();
        }
        room.release();
        RowBatch<T> batch = delivery.batch().get();
        reading = !batch.isLast();
        return batch;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<TableRange> change) {
        waiting.addAll(change.splits());
    }

    @Override
    public void wakeUp() {
        deliveries.add(new Delivery<>(Optional.empty(), Optional.empty()));
    }

    @Override
    public void close() {
        session.abort();
        thread.interrupt();
    }
}
