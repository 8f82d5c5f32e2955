/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import io.millrace.mapping.packed.PackedOperation;
import java.util.Comparator;

/** An operation Iterable has not taken yet, and where it is in state. */
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

    /** One that is in no state, for those who handle single operations. */
    public static PendingOperation fresh(PackedOperation operation, long run) {
        return new PendingOperation(operation, run, 0, Segment.none(0), 0, AttemptHistory.NONE);
    }

    /** One of a segment. */
    static PendingOperation in(Segment segment, int index, PackedOperation operation) {
        return new PendingOperation(
                operation,
                segment.run(),
                segment.order(index),
                segment,
                index,
                AttemptHistory.NONE);
    }

    /** One with an entry of its own. */
    static PendingOperation kept(OperationEntry kept, Segment none) {
        return new PendingOperation(
                PackedOperation.of(kept.operation()),
                kept.run(),
                kept.order(),
                none,
                0,
                kept.history());
    }

    /** The same, which does not keep the rest of its segment in memory. */
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

    /** True if it has an entry of its own. */
    boolean isKept() {
        return segment.isNone();
    }

    int keyGroup() {
        return segment.keyGroup();
    }

    /** What tells it from all others that are pending. */
    public RowId row() {
        return new RowId(operation.route(), operation.keyHigh(), operation.keyLow());
    }
}
