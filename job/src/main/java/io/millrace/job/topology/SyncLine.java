/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.diff.Change;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffTally;
import io.millrace.diff.SkippedRow;
import io.millrace.iterable.IterableApi;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.SyncPlan;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.MappingOperator;
import io.millrace.mapping.PausedSyncFunction;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.outbox.DeliveryLookups;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.OutboxOperatorFactory;
import io.millrace.outbox.OutboxSettings;
import io.millrace.outbox.OwnList;
import io.millrace.report.ReportStage;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerOwnList;
import io.millrace.report.ledger.LedgerReleases;
import io.millrace.report.ledger.LedgerRemovals;
import io.millrace.report.ledger.LedgerRunListener;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.RunReport;
import io.millrace.snapshot.RunListener;
import io.millrace.snapshot.RunSetup;
import io.millrace.trigger.Trigger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The operators of one sync, stage by stage. Operator uids begin with the sync's first name. */
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
        ChangeStages stages = new ChangeStages(environment, sync, new ByTrigger());
        SingleOutputStreamOperator<Change> found = stages.diff(stages.snapshot());
        DataStream<DiffTally> tallies = found.getSideOutput(DiffOperator.TALLIES);
        DataStream<OperationChunk> operations = map(found);
        DataStream<DeliveryNotice> deliveries = deliver(operations, tallies);
        return report(tallies, found.getSideOutput(DiffOperator.SKIPPED_ROWS), deliveries);
    }

    private final class ByTrigger implements ChangeStages.Runs {

        @Override
        public Trigger trigger() {
            return trigger;
        }

        @Override
        public RunListener listener() {
            return new LedgerRunListener(
                    destination.ledger(), sync.name(), LedgerSettings.DEFAULTS);
        }

        @Override
        public RunSetup setup() {
            return destination.setup();
        }
    }

    private DataStream<OperationChunk> map(DataStream<Change> changes) {
        TypeInformation<OperationChunk> chunks = TypeInformation.of(OperationChunk.class);
        return (trigger.givesUpRuns()
                        ? changes.flatMap(new PausedSyncFunction()).returns(chunks)
                        : changes.transform(
                                "mapping",
                                chunks,
                                new MappingOperator(sync.layout(), sync.mapping())))
                .name(name("mapping"))
                .uid(uid("mapping"));
    }

    private DataStream<DeliveryNotice> deliver(
            DataStream<OperationChunk> operations, DataStream<DiffTally> tallies) {
        return operations
                .keyBy(OperationChunk::key, Types.LONG)
                .connect(tallies.broadcast())
                .transform(
                        name("outbox"),
                        TypeInformation.of(DeliveryNotice.class),
                        new OutboxOperatorFactory(
                                destination.outbox(),
                                destination.iterable(),
                                new DeliveryLookups(
                                        new LedgerReleases(destination.ledger(), sync.name()),
                                        ownList(),
                                        new LedgerRemovals(destination.ledger(), sync.name()))))
                .uid(uid("outbox"));
    }

    private OwnList.Provider ownList() {
        return sync.mapping() instanceof ListMapping
                ? new LedgerOwnList(destination.ledger(), sync.name())
                : OwnList.NONE;
    }

    private DataStream<RunReport> report(
            DataStream<DiffTally> tallies,
            DataStream<SkippedRow> held,
            DataStream<DeliveryNotice> deliveries) {
        return ReportStage.attach(
                tallies,
                held,
                deliveries,
                new ReportStage.Names(sync.name(), uid("report")),
                destination.ledger(),
                LedgerSettings.DEFAULTS);
    }

    private String name(String stage) {
        return sync.name() + "/" + stage;
    }

    private String uid(String stage) {
        return sync.stateName() + "/" + stage;
    }

    /** Iterable, the delivery settings, the ledger, and the set-up before each run. */
    record Destination(
            IterableApi.Provider iterable,
            OutboxSettings outbox,
            LedgerConnection ledger,
            RunSetup setup) {}
}
