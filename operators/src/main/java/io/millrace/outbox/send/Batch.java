/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.iterable.Verification;
import io.millrace.mapping.OperationKind;
import io.millrace.mapping.packed.PackedOperation;
import io.millrace.outbox.pending.PendingOperation;
import java.util.List;
import java.util.Optional;

/**
 * Rows of one request, while it is under way or waits to be sent again.
 *
 * @param failures of this request so far, in a row
 * @param successesBefore how many requests of the subtask had succeeded when this one first failed
 * @param maybeTaken whether an earlier try may have been taken though no answer said so
 * @param verification the question that is asked about its one row instead of sending it
 */
public record Batch(
        Lane lane,
        List<Row> rows,
        int failures,
        long successesBefore,
        boolean maybeTaken,
        Optional<Verification> verification) {

    /** Rows may share a request if they share this. */
    public record Lane(Endpoint endpoint, String target) {}

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

    public Batch {
        rows = List.copyOf(rows);
    }

    public static Batch fresh(Lane lane, List<Row> rows) {
        return new Batch(lane, rows, 0, 0, false, Optional.empty());
    }

    public Endpoint endpoint() {
        return lane.endpoint();
    }

    public Request request() {
        List<SentRow> sent =
                verification
                        .map(question -> List.of(question.asked()))
                        .orElseGet(() -> rows.stream().map(Batch.Row::sent).toList());
        return new Request(lane.endpoint(), lane.target(), sent);
    }

    /** Asks about the one row. */
    public Batch verifying(Verification question) {
        Lane asking = new Lane(Endpoint.USERS_GET, "");
        return new Batch(asking, rows, 0, 0, maybeTaken, Optional.of(question));
    }

    public Batch of(List<Row> someRows) {
        return new Batch(lane, someRows, failures, successesBefore, maybeTaken, verification);
    }

    public Batch failed(long successes) {
        return new Batch(
                lane,
                rows,
                failures + 1,
                failures == 0 ? successes : successesBefore,
                maybeTaken,
                verification);
    }

    public Batch doubtful() {
        return new Batch(lane, rows, failures, successesBefore, true, verification);
    }
}
