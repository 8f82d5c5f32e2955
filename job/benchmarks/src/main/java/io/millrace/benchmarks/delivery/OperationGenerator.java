/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationPacking;
import io.millrace.snapshot.RunMark;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Turns row numbers into operations, and the run marks of the source into watermarks. */
final class OperationGenerator extends OperationPacking<Long> {

    private static final long serialVersionUID = 1L;

    private final DeliveryType type;
    private final String target;
    private final String stopwatch;

    private transient SampleOperations samples;
    private transient Stopwatch timer;

    OperationGenerator(SampleOperations samples, String stopwatch) {
        this.type = samples.type();
        this.target = samples.target();
        this.stopwatch = stopwatch;
    }

    @Override
    public void open() throws Exception {
        super.open();
        samples = new SampleOperations(type, target);
        timer = Stopwatch.named(stopwatch);
    }

    @Override
    protected Operation operation(StreamRecord<Long> row) {
        Operation operation = samples.operation(row.getValue(), row.getTimestamp());
        timer.made(SampleOperations.bytes(operation));
        return operation;
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        RunMark mark = RunMark.ofWatermark(watermark.getTimestamp());
        if (watermark.getTimestamp() != Long.MAX_VALUE && mark.isComplete()) {
            super.processWatermark(new Watermark(mark.run()));
        }
    }
}
