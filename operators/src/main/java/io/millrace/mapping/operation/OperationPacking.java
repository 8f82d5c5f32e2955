/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An operator that maps each element to an operation and packs operations into chunks. All chunks
 * are emitted before each watermark and checkpoint, so the operator has no state.
 *
 * @param <I> the type of the elements
 */
public abstract class OperationPacking<I> extends AbstractStreamOperator<OperationChunk>
        implements OneInputStreamOperator<I, OperationChunk>, BoundedOneInput {

    private static final long serialVersionUID = 1L;

    private transient OperationPacker packer;

    @Override
    public void open() throws Exception {
        super.open();
        int count = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        packer =
                new OperationPacker(
                        new KeyGroups(count),
                        chunk -> output.collect(new StreamRecord<>(chunk, chunk.run())));
    }

    protected abstract Operation operation(StreamRecord<I> element);

    @Override
    public void processElement(StreamRecord<I> element) {
        packer.add(operation(element));
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        packer.flush();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        packer.flush();
    }

    @Override
    public void endInput() {
        packer.flush();
    }
}
