/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffOperatorFactory;
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
import io.millrace.report.LedgerRunListener;
import io.millrace.report.LedgerSettings;
import io.millrace.report.ReportStage;
import io.millrace.report.RunReport;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RowStamping;
import io.millrace.snapshot.SnapshotRow;
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
        DataStream<SnapshotRow> rows = snapshot();
        SingleOutputStreamOperator<Change> changes = diff(rows);
        DataStream<Operation> operations = map(changes);
        DataStream<Delivery> deliveries = deliver(operations);
        return report(changes, deliveries);
    }

    private DataStream<SnapshotRow> snapshot() throws UnreadableTableException {
        RowLayout layout = sync.layout();
        return sync.model().stream(
                        environment, sync.name(), layout.columns().getFieldNames(), this::repeat)
                .transform(
                        name("stamp"),
                        TypeInformation.of(SnapshotRow.class),
                        new RowStamping(layout, sync.mappingFingerprint()))
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

    private SingleOutputStreamOperator<Change> diff(DataStream<SnapshotRow> rows) {
        return rows.keyBy(
                        row -> Tuple2.of(row.keyHigh(), row.keyLow()),
                        Types.TUPLE(Types.LONG, Types.LONG))
                .transform(
                        name("diff"),
                        TypeInformation.of(Change.class),
                        new DiffOperatorFactory(sync.layout()))
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
                        new OutboxOperatorFactory(destination.outbox(), destination.iterable()))
                .uid(name("outbox"));
    }

    private DataStream<RunReport> report(
            SingleOutputStreamOperator<Change> changes, DataStream<Delivery> deliveries) {
        return ReportStage.attach(
                changes.getSideOutput(DiffOperator.TALLIES),
                changes.getSideOutput(DiffOperator.HELD_ROWS),
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
