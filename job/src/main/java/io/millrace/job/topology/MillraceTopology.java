/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableServer;
import io.millrace.iterable.NewFieldPolicy;
import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.model.UnreadableTableException;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.setup.SyncSetup;
import io.millrace.outbox.OutboxSettings;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerNames;
import io.millrace.snapshot.RunSetup;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Builds the Flink job of a plan: one independent line of operators for each sync, including paused
 * ones.
 */
public final class MillraceTopology {

    private MillraceTopology() {}

    /**
     * @param triggers triggers by sync name; a sync without an entry runs on its own schedule
     * @param start the project of the state, and the types of its profile fields
     * @throws UnreadableTableException if a table that could be read when the plan was made can't
     *     be read any more
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Plan plan,
            Map<String, Trigger> triggers,
            JobStart start)
            throws UnreadableTableException {
        renameInLedger(plan);
        environment.setMaxParallelism(ProjectOptions.MAX_PARALLELISM);
        // No operator modifies a record that it has received or emitted, so no copies are needed.
        environment.getConfig().enableObjectReuse();
        DeliverySettings delivery =
                new DeliverySettings(
                        plan,
                        start.project(),
                        environment.getParallelism(),
                        Duration.ofMillis(environment.getCheckpointInterval()));
        for (SyncPlan sync : plan.syncs()) {
            OutboxSettings outbox = delivery.of(sync);
            SyncLine.Destination destination = destination(plan, outbox, SyncSetup.of(plan, sync));
            Trigger trigger = triggers.getOrDefault(sync.name(), sync.trigger());
            SyncPlan typed = sync.typed(start.profileTypes());
            add(new SyncLine(environment, typed, trigger, destination), sync);
        }
        for (SyncPlan sync : plan.paused()) {
            OutboxSettings outbox = delivery.ofPaused(sync);
            SyncLine.Destination destination = destination(plan, outbox, RunSetup.NONE);
            Trigger never = new Trigger.Paused();
            add(new SyncLine(environment, sync, never, destination), sync);
        }
    }

    private static Stream<SyncPlan> all(Plan plan) {
        return Stream.of(plan.syncs(), plan.paused()).flatMap(List::stream);
    }

    /** Moves the ledger's records of a renamed sync to its new name. */
    private static void renameInLedger(Plan plan) {
        all(plan)
                .filter(sync -> !sync.name().equals(sync.stateName()))
                .forEach(
                        sync ->
                                LedgerNames.rename(
                                        connection(plan.ledger()), sync.stateName(), sync.name()));
    }

    private static LedgerConnection connection(LedgerPlan ledger) {
        return new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
    }

    private static void add(SyncLine line, SyncPlan sync) throws UnreadableTableException {
        discard(line.build(), sync.stateName() + "/end");
    }

    private static SyncLine.Destination destination(
            Plan plan, OutboxSettings outbox, RunSetup setup) {
        return new SyncLine.Destination(
                iterable(plan.project()), outbox, connection(plan.ledger()), setup);
    }

    private static IterableApi.Provider iterable(IterableProject project) {
        IterableServer endpoint = new IterableServer(project.baseUrl().toString());
        ApiKey key = new ApiKey(project.apiKey().reveal());
        NewFieldPolicy newFields = project.newFields().value();
        return project.mobileApiKey()
                .map(mobile -> new ApiKey(mobile.reveal()))
                .map(mobile -> IterableClient.provider(endpoint, key, mobile, newFields))
                .orElseGet(() -> IterableClient.provider(endpoint, key, newFields));
    }

    private static <T> void discard(DataStream<T> stream, String name) {
        stream.sinkTo(new DiscardingSink<>()).name(name).uid(name).setParallelism(1);
    }
}
