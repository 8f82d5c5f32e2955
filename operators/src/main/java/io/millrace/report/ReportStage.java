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

/** Puts the report behind the stages it hears from. */
public final class ReportStage {

    private ReportStage() {}

    /**
     * @param sync as the ledger has it
     * @param uid of the stage; of what is chained to the diff it is {@code <uid>-tallies} and
     *     {@code -held}
     */
    public record Names(String sync, String uid) {}

    /**
     * @param tallies counts of the diff
     * @param held rows the diff held back
     * @param deliveries news of the outbox, whose watermark says that a run is delivered
     * @param names of the sync and of the stage
     * @return a report of every run that is over, for whoever wants it; the ledger has it already
     */
    public static SingleOutputStreamOperator<RunReport> attach(
            DataStream<DiffTally> tallies,
            DataStream<SkippedRow> held,
            DataStream<DeliveryNotice> deliveries,
            Names names,
            LedgerConnection ledger,
            LedgerSettings settings) {
        String uid = names.uid();
        return input(tallies, ReportInput::of, uid + "-tallies")
                .union(input(held, ReportInput::of, uid + "-held"))
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
