/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.RunReport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Connects the report to the diff and the outbox. */
public final class ReportStage {

    private ReportStage() {}

    /**
     * @param sync the name in the ledger
     * @param uid of the operator; the two that are chained to the diff are {@code <uid>-tallies}
     *     and {@code <uid>-skipped}
     */
    public record Names(String sync, String uid) {}

    /**
     * @param tallies counts of the diff
     * @param skipped rows that the diff skipped
     * @param deliveries notices of the outbox; its watermark is the end of a run's delivery
     * @return the report of each run that is over, after it was written to the ledger
     */
    public static SingleOutputStreamOperator<RunReport> attach(
            DataStream<DiffTally> tallies,
            DataStream<SkippedRow> skipped,
            DataStream<DeliveryNotice> deliveries,
            Names names,
            LedgerConnection ledger,
            LedgerSettings settings) {
        String uid = names.uid();
        return input(tallies, ReportInput::of, uid + "-tallies")
                .union(input(skipped, ReportInput::of, uid + "-skipped"))
                .connect(deliveries)
                .transform(
                        names.sync() + "/report",
                        TypeInformation.of(RunReport.class),
                        new ReportOperator(names.sync(), ledger, settings))
                .uid(uid)
                .setParallelism(1);
    }

    private static <T> DataStream<ReportInput> input(
            DataStream<T> stream, MapFunction<T, ReportInput> of, String uid) {
        return stream.map(of)
                .returns(TypeInformation.of(ReportInput.class))
                .name(uid)
                .uid(uid)
                .setParallelism(stream.getParallelism());
    }
}
