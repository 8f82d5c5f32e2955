/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.diff.HeldRow;
import io.millrace.outbox.Delivery;
import io.millrace.outbox.DeliveryKind;
import io.millrace.outbox.DeliveryTally;
import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportStageITCase {

    private static final long RUN = 1_790_000_000_000L;

    @TempDir Path directory;

    @Test
    void aJobLeavesItsRunInTheLedgerWithoutAnyGenericType() throws Exception {
        LedgerConnection database = LedgerConnection.embedded(directory.resolve("ledger"));
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment job =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        job.setParallelism(2);

        ReportStage.attach(
                ofRun(job.fromData(new DiffTally(RUN, 3, 1, 0, 0, 1, 1, 0))),
                ofRun(job.fromData(new HeldRow(RUN, HeldRow.Reason.DUPLICATE_KEY, "id=1"))),
                ofRun(
                        job.fromData(
                                new Delivery(
                                        DeliveryKind.SETTLED,
                                        RUN,
                                        0,
                                        "",
                                        "",
                                        "",
                                        "",
                                        0,
                                        new DeliveryTally(1, 1, 0, 0)))),
                "customers",
                database,
                LedgerSettings.DEFAULTS);
        job.execute();

        try (LedgerReader reader = new LedgerReader(database)) {
            RunReport report = reader.run("customers", RUN).orElseThrow();
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.addsUp()).isTrue();
            assertThat(reader.rows("customers", RUN, 10)).hasSize(1);
        }
    }

    /** One row and behind it the watermark of its run. */
    private static <T> SingleOutputStreamOperator<T> ofRun(DataStream<T> stream) {
        return stream.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<T>forGenerator(context -> new Boundary<>())
                                .withTimestampAssigner((value, timestamp) -> RUN))
                .setParallelism(1);
    }

    private static final class Boundary<T> implements WatermarkGenerator<T> {

        @Override
        public void onEvent(T event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
