/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.mapping.Operation;

/**
 * An operation Iterable has not taken yet; keyed state.
 *
 * @param order grows with arrival and is never given twice on a subtask: tells an operation from
 *     the one that replaced it
 * @param triedIn the run in which it was last refused, {@link Long#MIN_VALUE} before the first time
 * @param attempts how many runs it was refused in
 * @param code of the last refusal; empty before
 * @param detail of the last refusal; empty before
 */
public record PendingOperation(
        Operation operation, long order, long triedIn, int attempts, String code, String detail) {

    static PendingOperation arrived(Operation operation, long order) {
        return new PendingOperation(operation, order, Long.MIN_VALUE, 0, "", "");
    }

    PendingOperation refused(long run, String refusalCode, String refusalDetail) {
        return new PendingOperation(
                operation, order, run, attempts + 1, refusalCode, refusalDetail);
    }

    boolean isDue(long run) {
        return operation.run() <= run && triedIn < run;
    }

    boolean isBefore(PendingOperation other) {
        return operation.run() != other.operation.run()
                ? operation.run() < other.operation.run()
                : order < other.order;
    }
}
