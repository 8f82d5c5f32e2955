/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.operation.PackedOperation;
import java.util.Comparator;

/** An operation that Iterable has not accepted yet, and its place in state. */
public final class PendingOperation {

    static final Comparator<PendingOperation> OLDEST_FIRST =
            Comparator.comparingLong(PendingOperation::order);

    private final PackedOperation operation;
    private final long run;
    private final long order;
    private final Segment segment;
    private final int index;
    private final AttemptHistory history;

    private PendingOperation(
            PackedOperation operation,
            long run,
            long order,
            Segment segment,
            int index,
            AttemptHistory history) {
        this.operation = operation;
        this.run = run;
        this.order = order;
        this.segment = segment;
        this.index = index;
        this.history = history;
    }

    /**
     * Returns an operation that is not in state. For tests of code that takes single operations.
     */
    public static PendingOperation fresh(PackedOperation operation, long run) {
        return new PendingOperation(operation, run, 0, Segment.none(0), 0, AttemptHistory.NONE);
    }

    static PendingOperation ofSegment(Segment segment, int index, PackedOperation operation) {
        return new PendingOperation(
                operation,
                segment.run(),
                segment.order(index),
                segment,
                index,
                AttemptHistory.NONE);
    }

    static PendingOperation ofEntry(OperationEntry entry, Segment none) {
        return new PendingOperation(
                PackedOperation.of(entry.operation()),
                entry.run(),
                entry.order(),
                none,
                0,
                entry.history());
    }

    /** Returns a copy that does not keep the bytes of its segment in memory. */
    public PendingOperation detached() {
        return new PendingOperation(operation.detached(), run, order, segment, index, history);
    }

    public PackedOperation operation() {
        return operation;
    }

    /** The run it is delivered with. */
    public long run() {
        return run;
    }

    public AttemptHistory history() {
        return history;
    }

    long order() {
        return order;
    }

    Segment segment() {
        return segment;
    }

    int index() {
        return index;
    }

    boolean hasEntry() {
        return segment.isNone();
    }

    int keyGroup() {
        return segment.keyGroup();
    }

    /** The key of its entry. */
    public RowId row() {
        return new RowId(operation.route(), operation.keyHigh(), operation.keyLow());
    }
}
