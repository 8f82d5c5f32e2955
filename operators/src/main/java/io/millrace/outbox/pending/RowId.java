/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import org.apache.flink.api.java.tuple.Tuple3;

/**
 * A row of the model and the Iterable identity it names: at most one operation of it is pending in
 * the end.
 */
public record RowId(long route, long keyHigh, long keyLow) {

    Tuple3<Long, Long, Long> key() {
        return Tuple3.of(route, keyHigh, keyLow);
    }
}
