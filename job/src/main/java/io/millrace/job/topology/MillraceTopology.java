/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ApiKey;
import io.millrace.iterable.IterableApi;
import io.millrace.iterable.IterableClient;
import io.millrace.iterable.IterableEndpoint;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.SyncType;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.IterableSetup;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SetupException;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.UnreadableTableException;
import io.millrace.outbox.OutboxOptions;
import io.millrace.outbox.OutboxSettings;
import io.millrace.report.LedgerConnection;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.trigger.Trigger;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Turns a plan into the graph of a Flink job: one line a sync, side by side. First what the syncs
 * write to in Iterable is seen to, as the graph holds the ids of lists.
 */
public final class MillraceTopology {

    private static final Set<SyncType> WRITERS_OF_USERS =
            Set.of(
                    SyncType.USERS,
                    SyncType.EMAIL_CHANGES,
                    SyncType.USER_ID_CHANGES,
                    SyncType.MERGES,
                    SyncType.DELETE);

    private MillraceTopology() {}

    /**
     * @param triggers when the runs of a sync start, by its name; a sync that is not in it runs by
     *     its own schedule
     * @param state what the job will start with: some stages are there only to take over old state
     * @throws UnreadableTableException if a table can't be read any more as it could when the plan
     *     was made
     * @throws SetupException if Iterable lacks what a sync writes to, and it can't be made
     */
    public static void build(
            StreamExecutionEnvironment environment,
            Plan planned,
            Map<String, Trigger> triggers,
            StartingState state)
            throws UnreadableTableException, SetupException, InterruptedException {
        Plan plan = IterableSetup.prepare(planned);
        environment.setMaxParallelism(ProjectDefinition.MAX_PARALLELISM);
        // No operator changes a record it was given or has given away: none need be copied.
        environment.getConfig().enableObjectReuse();
        for (SyncPlan sync : plan.syncs()) {
            Trigger trigger = triggers.getOrDefault(sync.name(), sync.trigger());
            int callers = environment.getParallelism() * syncsSharingRatesOf(sync, plan);
            SyncLine line =
                    new SyncLine(
                            environment,
                            sync,
                            trigger,
                            destination(plan, sync, callers),
                            state.mayHave(ChangeStages.inheritingUid(sync.name())));
            discard(line.build(), sync.name() + "/end");
        }
    }

    /** Syncs that may call the same endpoints, this one among them. */
    private static int syncsSharingRatesOf(SyncPlan sync, Plan plan) {
        Set<SyncType> sharing =
                WRITERS_OF_USERS.contains(sync.type()) ? WRITERS_OF_USERS : Set.of(sync.type());
        return (int) plan.syncs().stream().filter(each -> sharing.contains(each.type())).count();
    }

    private static SyncLine.Destination destination(Plan plan, SyncPlan sync, int callers) {
        IterableProject project = plan.project();
        LedgerPlan ledger = plan.ledger();
        return new SyncLine.Destination(
                iterable(project),
                outbox(project, sync, callers),
                new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal()));
    }

    private static IterableApi.Provider iterable(IterableProject project) {
        IterableEndpoint endpoint = new IterableEndpoint(project.baseUrl().toString());
        ApiKey key = new ApiKey(project.apiKey().reveal());
        return project.mobileApiKey()
                .map(mobile -> new ApiKey(mobile.reveal()))
                .map(mobile -> IterableClient.provider(endpoint, key, mobile))
                .orElseGet(() -> IterableClient.provider(endpoint, key));
    }

    /**
     * @param callers subtasks of all syncs that share the rates of this one's calls
     */
    private static OutboxSettings outbox(IterableProject project, SyncPlan sync, int callers) {
        Pace pace = project.pace();
        Configuration options = new Configuration();
        options.set(OutboxOptions.BATCH_ROWS, pace.batchRows());
        options.set(OutboxOptions.BATCH_BYTES, pace.batchBytes());
        options.set(OutboxOptions.REQUESTS_IN_FLIGHT, pace.requestsInFlight());
        pace.requestsPerSecond()
                .ifPresent(most -> options.set(OutboxOptions.REQUESTS_PER_SECOND, (double) most));
        options.set(OutboxOptions.REQUEST_TIMEOUT, pace.requestTimeout());
        options.set(OutboxOptions.RETRY_MIN, project.retries().min());
        options.set(OutboxOptions.RETRY_MAX, project.retries().max());
        options.set(OutboxOptions.QUARANTINE_AFTER, project.retries().quarantineAfter());
        options.set(OutboxOptions.PROJECT, project.fingerprint());
        options.set(OutboxOptions.PROJECT_SUBTASKS, callers);
        options.set(OutboxOptions.UNKNOWN_USERS_REFUSED, refusesUnknownUsers(project, sync));
        return OutboxSettings.of(options);
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
