/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import org.apache.flink.api.java.tuple.Tuple3;

/**
 * A row of the model together with the Iterable identity it refers to. Supersession leaves at most
 * one pending operation for each.
 */
public record RowId(long route, long keyHigh, long keyLow) {

    Tuple3<Long, Long, Long> key() {
        return Tuple3.of(route, keyHigh, keyLow);
    }
}
