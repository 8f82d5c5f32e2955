/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableEndpoint;
import io.millrace.iterable.NewFields;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.UnreadableTableException;
import io.millrace.job.setup.SyncSetup;
import io.millrace.outbox.OutboxOptions;
import io.millrace.outbox.OutboxSettings;
import io.millrace.report.LedgerConnection;
import io.millrace.report.LedgerNames;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.RunSetup;
import io.millrace.trigger.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Turns a plan into the graph of a Flink job: one line a sync, side by side, those of paused syncs
 * too. What a sync writes to in Iterable is set up before each of its runs.
 */
public final class MillraceTopology {

    private MillraceTopology() {}

    /**
     * @param triggers when the runs of a sync start, by its name; a sync that is not in it runs by
     *     its own schedule
     * @param start the project that the state belongs to, and the types of its profiles' fields
     * @throws UnreadableTableException if a table can't be read any more as it could when the plan
     *     was made
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Plan plan,
            Map<String, Trigger> triggers,
            JobStart start)
            throws UnreadableTableException {
        takeOverHistory(plan);
        environment.setMaxParallelism(ProjectDefinition.MAX_PARALLELISM);
        // No operator changes a record it was given or has given away: none need be copied.
        environment.getConfig().enableObjectReuse();
        int callers = environment.getParallelism() * plan.syncs().size();
        for (SyncPlan sync : plan.syncs()) {
            Configuration outbox = outbox(environment, plan.project(), sync, callers, start);
            SyncLine.Destination destination = destination(plan, outbox, SyncSetup.of(plan, sync));
            Trigger trigger = triggers.getOrDefault(sync.name(), sync.trigger());
            SyncPlan typed = sync.typed(start.profileTypes());
            add(new SyncLine(environment, typed, trigger, destination), sync);
        }
        for (SyncPlan sync : plan.paused()) {
            Configuration outbox = outbox(environment, plan.project(), sync, callers, start);
            outbox.set(OutboxOptions.PAUSED, true);
            SyncLine.Destination destination = destination(plan, outbox, RunSetup.NONE);
            Trigger never = new Trigger.Paused();
            add(new SyncLine(environment, sync, never, destination), sync);
        }
    }

    private static Stream<SyncPlan> all(Plan plan) {
        return Stream.of(plan.syncs(), plan.paused()).flatMap(List::stream);
    }

    /** The ledger has a renamed sync under one name, so that what is known of its runs is found. */
    private static void takeOverHistory(Plan plan) {
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
            Plan plan, Configuration outbox, RunSetup setup) {
        return new SyncLine.Destination(
                iterable(plan.project()),
                OutboxSettings.of(outbox),
                connection(plan.ledger()),
                setup);
    }

    private static IterableApi.Provider iterable(IterableProject project) {
        IterableEndpoint endpoint = new IterableEndpoint(project.baseUrl().toString());
        ApiKey key = new ApiKey(project.apiKey().reveal());
        NewFields newFields = project.newFields().value();
        return project.mobileApiKey()
                .map(mobile -> new ApiKey(mobile.reveal()))
                .map(mobile -> IterableClient.provider(endpoint, key, mobile, newFields))
                .orElseGet(() -> IterableClient.provider(endpoint, key, newFields));
    }

    /**
     * @param callers subtasks of all syncs, which share the rates of the project
     */
    private static Configuration outbox(
            StreamExecutionEnvironment environment,
            IterableProject project,
            SyncPlan sync,
            int callers,
            JobStart start) {
        Pace pace = project.pace();
        Configuration options = new Configuration();
        options.set(OutboxOptions.BATCH_ROWS, pace.batchRows());
        options.set(OutboxOptions.BATCH_BYTES, pace.batchBytes());
        options.set(OutboxOptions.REQUESTS_IN_FLIGHT, pace.requestsInFlight());
        pace.requestsPerSecond()
                .ifPresent(most -> options.set(OutboxOptions.REQUESTS_PER_SECOND, (double) most));
        pace.requestsPerDay().ifPresent(most -> options.set(OutboxOptions.REQUESTS_PER_DAY, most));
        options.set(OutboxOptions.SYNC, sync.name());
        sync.requestsPerSecond()
                .ifPresent(
                        most -> options.set(OutboxOptions.SYNC_REQUESTS_PER_SECOND, (double) most));
        options.set(OutboxOptions.REQUEST_TIMEOUT, pace.requestTimeout());
        options.set(OutboxOptions.BACKLOG_LIMIT, (long) pace.backlogLimit());
        options.set(OutboxOptions.BACKLOG_HOLD, backlogHold(environment));
        options.set(OutboxOptions.RETRY_MIN, project.retries().min());
        options.set(OutboxOptions.RETRY_MAX, project.retries().max());
        options.set(OutboxOptions.QUARANTINE_AFTER, project.retries().quarantineAfter());
        options.set(OutboxOptions.PROJECT, project.fingerprint());
        options.set(OutboxOptions.PROJECT_IDENTITY, start.project().text());
        options.set(OutboxOptions.PROJECT_SUBTASKS, callers);
        options.set(OutboxOptions.REMOVAL_LIMIT, sync.removalLimit().share());
        options.set(OutboxOptions.REMOVAL_LIMIT_ROWS, sync.removalLimit().rows());
        options.set(OutboxOptions.REMOVALS_DELETE, sync.removalLimit().deletes());
        options.set(OutboxOptions.TEXT_FIELDS, List.copyOf(sync.fields().ofText()));
        options.set(OutboxOptions.UNKNOWN_USERS_REFUSED, refusesUnknownUsers(project, sync));
        return options;
    }

    /** Longer than the next checkpoint is away, so that its barrier is already on its way. */
    private static Duration backlogHold(StreamExecutionEnvironment environment) {
        long interval = environment.getCheckpointInterval();
        Duration hold = Duration.ofMillis(interval + interval / 2);
        Duration usual = OutboxOptions.BACKLOG_HOLD.defaultValue();
        return hold.compareTo(usual) > 0 ? hold : usual;
    }

    /** Then update-only needs no look-up: Iterable itself creates nobody. */
    private static boolean refusesUnknownUsers(IterableProject project, SyncPlan sync) {
        return project.type() == ProjectType.EMAIL
                && sync.layout().identifierKind() == IdentifierKind.USER_ID;
    }

    private static <T> void discard(DataStream<T> stream, String name) {
        stream.sinkTo(new DiscardingSink<>()).name(name).uid(name).setParallelism(1);
    }
}
