/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.iterable.Request;
import io.millrace.iterable.SentRow;
import io.millrace.iterable.Verification;
import io.millrace.mapping.Operation;
import io.millrace.mapping.OperationKind;
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
record Batch(
        Lane lane,
        List<Row> rows,
        int failures,
        long successesBefore,
        boolean maybeTaken,
        Optional<Verification> verification) {

    /** Rows may share a request if they share this. */
    record Lane(Endpoint endpoint, String target) {}

    /**
     * One operation of the batch, as it was when it was taken from state.
     *
     * @param followed whether other due operations of the route wait for this one
     */
    record Row(
            OperationKind kind,
            long route,
            long keyHigh,
            long keyLow,
            long order,
            String key,
            String identifier,
            byte[] body,
            boolean followed) {

        static Row of(PendingOperation pending, boolean followed) {
            Operation operation = pending.operation();
            return new Row(
                    operation.kind(),
                    operation.route(),
                    operation.keyHigh(),
                    operation.keyLow(),
                    pending.order(),
                    operation.key(),
                    operation.identifier(),
                    operation.body(),
                    followed);
        }

        SentRow sent() {
            return new SentRow(identifier, body);
        }
    }

    Batch {
        rows = List.copyOf(rows);
    }

    static Batch fresh(Lane lane, List<Row> rows) {
        return new Batch(lane, rows, 0, 0, false, Optional.empty());
    }

    Endpoint endpoint() {
        return lane.endpoint();
    }

    Request request() {
        List<SentRow> sent =
                verification
                        .map(question -> List.of(question.asked()))
                        .orElseGet(() -> rows.stream().map(Batch.Row::sent).toList());
        return new Request(lane.endpoint(), lane.target(), sent);
    }

    /** Asks about the one row. */
    Batch verifying(Verification question) {
        Lane asking = new Lane(Endpoint.USERS_GET, "");
        return new Batch(asking, rows, 0, 0, maybeTaken, Optional.of(question));
    }

    Batch of(List<Row> someRows) {
        return new Batch(lane, someRows, failures, successesBefore, maybeTaken, verification);
    }

    Batch failed(long successes) {
        return new Batch(
                lane,
                rows,
                failures + 1,
                failures == 0 ? successes : successesBefore,
                maybeTaken,
                verification);
    }

    Batch doubtful() {
        return new Batch(lane, rows, failures, successesBefore, true, verification);
    }
}
