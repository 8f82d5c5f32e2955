/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.mapping.operation.OperationChunk;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the place of the mapping operator in a paused sync, which emits no changes. So a paused
 * sync needs no set-up in Iterable, such as the id of its list.
 */
public final class PausedSyncFunction implements FlatMapFunction<Change, OperationChunk> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(Change change, Collector<OperationChunk> operations) {
        throw new IllegalStateException("a paused sync received a change: " + change.kind());
    }
}
