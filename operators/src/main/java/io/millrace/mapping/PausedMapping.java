/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.mapping.packed.OperationChunk;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes the place of the mapping in the line of a paused sync, which emits no change. What the
 * mapping needs from Iterable, such as the id of a list, is not looked up for it.
 */
public final class PausedMapping implements FlatMapFunction<Change, OperationChunk> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(Change change, Collector<OperationChunk> operations) {
        throw new IllegalStateException("a paused sync has no changes, but " + change.kind());
    }
}
