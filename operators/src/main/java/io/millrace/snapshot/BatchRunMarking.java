/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.row.UnmarkedChunk;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Adds the run to chunks that a {@link SelfPackingSource} has packed. */
public final class BatchRunMarking extends RunAssigningOperator<UnmarkedChunk.Batch> {

    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<UnmarkedChunk.Batch> element) {
        element.getValue().parts().forEach(this::emit);
    }

    @Override
    protected void emitAll() {}
}
