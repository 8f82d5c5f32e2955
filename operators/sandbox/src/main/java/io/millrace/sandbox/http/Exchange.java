/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** One request and the way to its response. It ends once: when it is answered, or abandoned. */
public final class Exchange {

    private final ReceivedRequest request;
    private final ResponseWriter writer;
    private final long connectedAt;
    private final long arrivedAt;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Runnable onAbandoned = () -> {};
    private boolean abandoned;

    /**
     * @param connectedAt when the client connected, as {@link System#nanoTime()}
     * @param arrivedAt when the request was read, as {@link System#nanoTime()}
     */
    Exchange(ReceivedRequest request, ResponseWriter writer, long connectedAt, long arrivedAt) {
        this.request = request;
        this.writer = writer;
        this.connectedAt = connectedAt;
        this.arrivedAt = arrivedAt;
    }

    public ReceivedRequest request() {
        return request;
    }

    public ResponseWriter writer() {
        return writer;
    }

    public long connectedAt() {
        return connectedAt;
    }

    public long arrivedAt() {
        return arrivedAt;
    }

    /** Ends the exchange; false if it had ended before. */
    public boolean end() {
        return ended.compareAndSet(false, true);
    }

    /** Sets what runs once the client closes its connection, or at once if it has closed it. */
    public void whenAbandoned(Runnable action) {
        boolean already;
        synchronized (this) {
            onAbandoned = action;
            already = abandoned;
        }
        if (already) {
            action.run();
        }
    }

    /** The client has closed its connection; it may have been answered before. */
    void abandon() {
        Runnable action;
        synchronized (this) {
            abandoned = true;
            action = onAbandoned;
        }
        action.run();
    }
}
