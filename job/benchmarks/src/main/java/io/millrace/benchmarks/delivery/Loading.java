/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationPacking;
import io.millrace.snapshot.RunMark;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Makes the operation of each row's number, and plain watermarks of the source's marks. */
final class Loading extends OperationPacking<Long> {

    private static final long serialVersionUID = 1L;

    private final DeliveryType type;
    private final String target;
    private final String stopwatch;

    private transient SampleOperations freight;
    private transient Stopwatch meter;

    Loading(SampleOperations freight, String stopwatch) {
        this.type = freight.type();
        this.target = freight.target();
        this.stopwatch = stopwatch;
    }

    @Override
    public void open() throws Exception {
        super.open();
        freight = new SampleOperations(type, target);
        meter = Stopwatch.named(stopwatch);
    }

    @Override
    protected Operation operation(StreamRecord<Long> row) {
        Operation operation = freight.operation(row.getValue(), row.getTimestamp());
        meter.made(SampleOperations.bytes(operation));
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
