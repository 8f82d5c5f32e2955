/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.NoticeKind;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ReportStageITCase {

    private static final long RUN = 1_790_000_000_000L;

    @TempDir Path directory;

    @Test
    void aJobWritesItsRunToTheLedgerWithoutGenericTypes() throws Exception {
        LedgerConnection database = LedgerConnection.embedded(directory.resolve("ledger"));
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment job =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        job.setParallelism(2);
        job.enableCheckpointing(100);

        DataStream<DiffTally> tallies =
                ofRun(job.fromData(new DiffTally(RUN, 3, 1, 0, 0, 1, 1, 0)));
        DataStream<SkippedRow> held =
                ofRun(job.fromData(new SkippedRow(RUN, SkippedRow.Reason.DUPLICATE_KEY, "id=1")));
        ReportStage.attach(
                tallies,
                held,
                deliveries(job, anything(tallies).union(anything(held))),
                new ReportStage.Names("customers", "customers/report"),
                database,
                LedgerSettings.DEFAULTS);
        JobClient running = job.executeAsync();

        try (LedgerReader reader = new LedgerReader(database)) {
            RunReport report = finished(reader);
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.rows().read()).isEqualTo(3);
            assertThat(report.addsUp()).isTrue();
            assertThat(reader.rows("customers", RUN, 10)).hasSize(1);
        } finally {
            running.cancel().get();
        }
    }

    private static RunReport finished(LedgerReader reader) throws InterruptedException {
        while (true) {
            Optional<RunReport> report =
                    reader.run("customers", RUN).filter(run -> run.status().isFinal());
            if (report.isPresent()) {
                return report.get();
            }
            Thread.sleep(50);
        }
    }

    /** One row, and after it the watermark of its run. */
    private static <T> SingleOutputStreamOperator<T> ofRun(DataStream<T> stream) {
        return stream.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<T>forGenerator(context -> new Boundary<>())
                                .withTimestampAssigner((value, timestamp) -> RUN))
                .setParallelism(1);
    }

    private static <T> DataStream<Long> anything(DataStream<T> stream) {
        return stream.map(element -> RUN).returns(Types.LONG).setParallelism(1);
    }

    /** Notices about the run of {@code records}, in a job that does not end. */
    private static DataStream<DeliveryNotice> deliveries(
            StreamExecutionEnvironment job, DataStream<Long> records) {
        DataStream<Long> endless =
                job.fromSource(
                                new NumberSequenceSource(0, Long.MAX_VALUE),
                                WatermarkStrategy.noWatermarks(),
                                "endless")
                        .setParallelism(1)
                        .filter(number -> false)
                        .setParallelism(1);
        return records.connect(endless)
                .transform("settle", TypeInformation.of(DeliveryNotice.class), new Settle())
                .setParallelism(1);
    }

    /** Like the outbox: a run is settled when a checkpoint after its end is complete. */
    private static final class Settle extends AbstractStreamOperator<DeliveryNotice>
            implements TwoInputStreamOperator<Long, Long, DeliveryNotice> {

        private static final long serialVersionUID = 1L;

        private boolean ended;
        private long heldBy = Long.MAX_VALUE;
        private boolean settled;

        @Override
        public void processElement1(StreamRecord<Long> element) {}

        @Override
        public void processElement2(StreamRecord<Long> element) {}

        @Override
        public void processWatermark1(Watermark mark) {
            ended = true;
        }

        @Override
        public void snapshotState(StateSnapshotContext context) throws Exception {
            super.snapshotState(context);
            if (ended && heldBy == Long.MAX_VALUE) {
                heldBy = context.getCheckpointId();
            }
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) throws Exception {
            super.notifyCheckpointComplete(checkpoint);
            if (!settled && heldBy <= checkpoint) {
                settled = true;
                DeliveryTally tally = new DeliveryTally(1, 1, 0, 0);
                DeliveryNotice delivery =
                        new DeliveryNotice(NoticeKind.SETTLED, RUN, 0, "", "", "", "", 0, tally);
                output.collect(new StreamRecord<>(delivery, RUN));
                output.emitWatermark(new Watermark(RUN));
            }
        }
    }

    private static final class Boundary<T> implements WatermarkGenerator<T> {

        @Override
        public void onEvent(T event, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new org.apache.flink.api.common.eventtime.Watermark(timestamp));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
