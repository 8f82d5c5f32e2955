/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.mapping.operation.OperationChunk;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** Flink's harness for a factory of operators with a keyed input and a broadcast one. */
final class KeyedBroadcastHarness extends AbstractStreamOperatorTestHarness<DeliveryNotice> {

    KeyedBroadcastHarness(
            OutboxOperatorFactory factory, int maxParallelism, int parallelism, int subtask)
            throws Exception {
        super(factory, maxParallelism, parallelism, subtask);
        KeySelector<OperationChunk, Long> key = OperationChunk::key;
        config.setStatePartitioner(0, key);
        config.setStateKeySerializer(
                Types.LONG.createSerializer(executionConfig.getSerializerConfig()));
        config.serializeAllConfigs();
    }

    @SuppressWarnings("unchecked")
    private TwoInputStreamOperator<OperationChunk, DiffTally, DeliveryNotice> outbox() {
        return (TwoInputStreamOperator<OperationChunk, DiffTally, DeliveryNotice>) operator;
    }

    void processChunk(OperationChunk chunk) throws Exception {
        StreamRecord<OperationChunk> element = new StreamRecord<>(chunk, chunk.run());
        outbox().setKeyContextElement1(element);
        outbox().processElement1(element);
    }

    void processTally(DiffTally tally) throws Exception {
        outbox().processElement2(new StreamRecord<>(tally));
    }

    void processWatermark(long run) throws Exception {
        outbox().processWatermark2(new Watermark(run));
        outbox().processWatermark1(new Watermark(run));
    }
}
