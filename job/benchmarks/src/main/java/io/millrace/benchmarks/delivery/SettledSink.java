/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.NoticeKind;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Passes the notices of the outbox at the end of the run to a {@link Stopwatch}. */
final class SettledSink implements Sink<DeliveryNotice> {

    private static final long serialVersionUID = 1L;

    private final String stopwatch;

    SettledSink(String stopwatch) {
        this.stopwatch = stopwatch;
    }

    @Override
    public SinkWriter<DeliveryNotice> createWriter(WriterInitContext context) {
        return new Writer(Stopwatch.named(stopwatch));
    }

    private record Writer(Stopwatch stopwatch) implements SinkWriter<DeliveryNotice> {

        @Override
        public void write(DeliveryNotice delivery, Context context) {
            if (delivery.kind() == NoticeKind.SETTLED) {
                stopwatch.settled(delivery);
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
