/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.BulkUpdateRequest;
import io.millrace.iterable.SentUser;
import java.util.List;

/**
 * Rows of one request, while it is under way or waits to be sent again.
 *
 * @param failures of this request so far, in a row
 * @param successesBefore how many requests of the subtask had succeeded when this one first failed
 */
record Batch(List<Row> rows, int failures, long successesBefore) {

    /**
     * One operation of the batch, as it was when it was taken from state.
     *
     * @param followed whether other due operations of the route wait for this one
     */
    record Row(
            long route,
            long keyHigh,
            long keyLow,
            long order,
            String key,
            String identifier,
            byte[] body,
            boolean followed) {}

    Batch {
        rows = List.copyOf(rows);
    }

    static Batch fresh(List<Row> rows) {
        return new Batch(rows, 0, 0);
    }

    BulkUpdateRequest request() {
        return new BulkUpdateRequest(
                rows.stream().map(row -> new SentUser(row.identifier(), row.body())).toList());
    }

    Batch of(List<Row> someRows) {
        return new Batch(someRows, failures, successesBefore);
    }

    Batch failed(long successes) {
        return new Batch(rows, failures + 1, failures == 0 ? successes : successesBefore);
    }
}
