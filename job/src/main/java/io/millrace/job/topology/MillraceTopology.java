/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableEndpoint;
import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.UnreadableTableException;
import io.millrace.outbox.OutboxOptions;
import io.millrace.outbox.OutboxSettings;
import io.millrace.report.LedgerConnection;
import io.millrace.trigger.Trigger;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Turns a plan into the graph of a Flink job: one line a sync, side by side. */
public final class MillraceTopology {

    /** Part of the contract with savepoints: it must not change. */
    public static final int MAX_PARALLELISM = 128;

    private MillraceTopology() {}

    /**
     * @param triggers when the runs of a sync start, by its name; a sync that is not in it runs by
     *     its own schedule
     * @throws UnreadableTableException if a table can't be read any more as it could when the plan
     *     was made
     */
    public static void build(
            StreamExecutionEnvironment environment, Plan plan, Map<String, Trigger> triggers)
            throws UnreadableTableException {
        environment.setMaxParallelism(MAX_PARALLELISM);
        SyncLine.Destination destination = destination(plan);
        for (SyncPlan sync : plan.syncs()) {
            Trigger trigger = triggers.getOrDefault(sync.name(), sync.trigger());
            SyncLine line = new SyncLine(environment, sync, trigger, destination);
            discard(line.build(), sync.name() + "/end");
        }
    }

    private static SyncLine.Destination destination(Plan plan) {
        IterableProject project = plan.project();
        LedgerPlan ledger = plan.ledger();
        return new SyncLine.Destination(
                IterableClient.provider(
                        new IterableEndpoint(project.baseUrl().toString()),
                        new ApiKey(project.apiKey().reveal())),
                outbox(project.pace()),
                new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal()));
    }

    private static OutboxSettings outbox(Pace pace) {
        Configuration options = new Configuration();
        options.set(OutboxOptions.BATCH_ROWS, pace.batchRows());
        options.set(OutboxOptions.BATCH_BYTES, pace.batchBytes());
        options.set(OutboxOptions.REQUESTS_IN_FLIGHT, pace.requestsInFlight());
        options.set(OutboxOptions.REQUESTS_PER_SECOND, (double) pace.requestsPerSecond());
        options.set(OutboxOptions.REQUEST_TIMEOUT, pace.requestTimeout());
        return OutboxSettings.of(options);
    }

    private static <T> void discard(DataStream<T> stream, String name) {
        stream.sinkTo(new DiscardingSink<>()).name(name).uid(name).setParallelism(1);
    }
}
