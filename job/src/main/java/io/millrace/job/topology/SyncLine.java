/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffOperatorFactory;
import io.millrace.diff.DiffTally;
import io.millrace.diff.HeldRow;
import io.millrace.diff.InheritedRows;
import io.millrace.iterable.IterableApi;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.TableRead;
import io.millrace.job.plan.UnreadableTableException;
import io.millrace.mapping.MappingFunction;
import io.millrace.mapping.Operation;
import io.millrace.outbox.Delivery;
import io.millrace.outbox.OutboxOperatorFactory;
import io.millrace.outbox.OutboxSettings;
import io.millrace.report.LedgerConnection;
import io.millrace.report.LedgerReleases;
import io.millrace.report.LedgerRunListener;
import io.millrace.report.LedgerSettings;
import io.millrace.report.ReportStage;
import io.millrace.report.RunReport;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RowChunk;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RowPacking;
import io.millrace.trigger.Trigger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

/** The line of one sync, stage by stage. Every operator's uid begins with the sync's name. */
final class SyncLine {

    private final StreamExecutionEnvironment environment;
    private final SyncPlan sync;
    private final Trigger trigger;
    private final Destination destination;

    SyncLine(
            StreamExecutionEnvironment environment,
            SyncPlan sync,
            Trigger trigger,
            Destination destination) {
        this.environment = environment;
        this.sync = sync;
        this.trigger = trigger;
        this.destination = destination;
    }

    DataStream<RunReport> build() throws UnreadableTableException {
        DataStream<RowChunk> rows = snapshot();
        SingleOutputStreamOperator<Change> found = diff(rows);
        SingleOutputStreamOperator<Change> changes = inherit(found);
        DataStream<Operation> operations = map(changes);
        DataStream<Delivery> deliveries = deliver(operations);
        DataStream<DiffTally> tallies =
                found.getSideOutput(DiffOperator.TALLIES)
                        .union(changes.getSideOutput(DiffOperator.TALLIES));
        return report(tallies, found.getSideOutput(DiffOperator.HELD_ROWS), deliveries);
    }

    private DataStream<RowChunk> snapshot() throws UnreadableTableException {
        RowLayout layout = sync.layout();
        return sync.model().stream(
                        environment, sync.name(), layout.columns().getFieldNames(), this::repeat)
                .transform(
                        name("stamp"),
                        TypeInformation.of(RowChunk.class),
                        new RowPacking(layout, sync.mappingFingerprint()))
                .uid(name("stamp"));
    }

    private DataStream<RowData> repeat(TableRead read) {
        InternalTypeInfo<RowData> type = InternalTypeInfo.of(read.produced());
        return environment
                .fromSource(
                        new RepeatingSource<>(
                                read.source(),
                                trigger,
                                sync.guard(),
                                new LedgerRunListener(
                                        destination.ledger(), sync.name(), LedgerSettings.DEFAULTS),
                                type),
                        WatermarkStrategy.noWatermarks(),
                        name("snapshot"),
                        type)
                .uid(name("snapshot"));
    }

    private SingleOutputStreamOperator<Change> diff(DataStream<RowChunk> rows) {
        return rows.keyBy(RowChunk::bucket, Types.LONG)
                .transform(
                        name("diff"),
                        TypeInformation.of(Change.class),
                        new DiffOperatorFactory(sync.layout()))
                .uid(name("blocks"));
    }

    /** The uid is the one the diff had when it remembered row by row. */
    private SingleOutputStreamOperator<Change> inherit(DataStream<Change> changes) {
        return changes.keyBy(
                        change -> Tuple2.of(change.keyHigh(), change.keyLow()),
                        Types.TUPLE(Types.LONG, Types.LONG))
                .transform(
                        name("inherit"),
                        TypeInformation.of(Change.class),
                        new InheritedRows(sync.mappingFingerprint()))
                .uid(name("diff"));
    }

    private DataStream<Operation> map(DataStream<Change> changes) {
        return changes.flatMap(new MappingFunction(sync.layout(), sync.mapping()))
                .returns(TypeInformation.of(Operation.class))
                .name(name("mapping"))
                .uid(name("mapping"));
    }

    private DataStream<Delivery> deliver(DataStream<Operation> operations) {
        return operations
                .keyBy(Operation::route, Types.LONG)
                .transform(
                        name("outbox"),
                        TypeInformation.of(Delivery.class),
                        new OutboxOperatorFactory(
                                destination.outbox(),
                                destination.iterable(),
                                new LedgerReleases(destination.ledger(), sync.name())))
                .uid(name("outbox"));
    }

    private DataStream<RunReport> report(
            DataStream<DiffTally> tallies,
            DataStream<HeldRow> held,
            DataStream<Delivery> deliveries) {
        return ReportStage.attach(
                tallies,
                held,
                deliveries,
                sync.name(),
                destination.ledger(),
                LedgerSettings.DEFAULTS);
    }

    private String name(String stage) {
        return sync.name() + "/" + stage;
    }

    /** Where operations go, and where the record of it is kept; the same for all syncs. */
    record Destination(
            IterableApi.Provider iterable, OutboxSettings outbox, LedgerConnection ledger) {}
}
