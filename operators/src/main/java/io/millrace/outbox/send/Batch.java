/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.iterable.Verification;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
import io.millrace.outbox.pending.PendingOperation;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one request that is in flight or waits to be sent again.
 *
 * @param verification the query about its single row that is sent in place of the row; empty if the
 *     rows are sent
 */
public record Batch(
        Lane lane, List<Row> rows, Failures failures, Optional<Verification> verification) {

    /** Rows with equal lanes may share a request. */
    public record Lane(Endpoint endpoint, String target) {

        /** The lane of look-ups and verifications. */
        public static final Lane USER_LOOKUP = new Lane(Endpoint.USERS_GET, "");
    }

    /**
     * One operation of the batch.
     *
     * @param bytes it adds to the request of its lane
     */
    public record Row(PendingOperation pending, SentRow sent, int bytes) {

        public static Row of(PendingOperation pending, Endpoint endpoint) {
            PackedOperation operation = pending.operation();
            SentRow sent = new SentRow(operation.identifier(), operation.body());
            return new Row(pending, sent, Request.rowBytes(endpoint, sent));
        }

        public OperationKind kind() {
            return pending.operation().kind();
        }
    }

    /**
     * The failed attempts to send a batch.
     *
     * @param inARow the number of attempts
     * @param successesBefore how many requests of the subtask had succeeded before the first
     *     failure
     * @param maybeTaken true if Iterable may have accepted a failed attempt
     */
    public record Failures(int inARow, long successesBefore, boolean maybeTaken) {

        static final Failures NONE = new Failures(0, 0, false);

        private Failures oneMore(long successes) {
            return new Failures(inARow + 1, inARow == 0 ? successes : successesBefore, maybeTaken);
        }
    }

    public Batch {
        rows = List.copyOf(rows);
    }

    public static Batch fresh(Lane lane, List<Row> rows) {
        return new Batch(lane, rows, Failures.NONE, Optional.empty());
    }

    public Endpoint endpoint() {
        return lane.endpoint();
    }

    public Request request() {
        List<SentRow> sent =
                verification
                        .map(query -> List.of(query.user()))
                        .orElseGet(() -> rows.stream().map(Batch.Row::sent).toList());
        return new Request(lane.endpoint(), lane.target(), sent);
    }

    /** Returns a batch that verifies whether the single row was accepted. */
    public Batch verifiedBy(Verification query) {
        Failures none = new Failures(0, 0, failures.maybeTaken());
        return new Batch(Lane.USER_LOOKUP, rows, none, Optional.of(query));
    }

    public Batch of(List<Row> someRows) {
        return new Batch(lane, someRows, failures, verification);
    }

    /**
     * Returns the batch with one more failure.
     *
     * @param successes how many requests of the subtask have succeeded
     */
    public Batch failed(long successes) {
        return new Batch(lane, rows, failures.oneMore(successes), verification);
    }

    /** Returns the batch as one that Iterable may have accepted. */
    public Batch withUnknownOutcome() {
        Failures unknown = new Failures(failures.inARow(), failures.successesBefore(), true);
        return new Batch(lane, rows, unknown, verification);
    }
}
