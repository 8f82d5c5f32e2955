/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.job.definition.ProjectDefinition.Pace;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.outbox.OutboxSettings;
import io.millrace.row.IdentifierKind;
import java.time.Duration;

/**
 * How the outbox of each sync delivers.
 *
 * @param project that the state of the job was sent to
 */
record DeliverySettings(
        Plan plan, ProjectIdentity project, int parallelism, Duration checkpointInterval) {

    OutboxSettings of(SyncPlan sync) {
        return settings(sync).build();
    }

    OutboxSettings ofPaused(SyncPlan sync) {
        return settings(sync).paused(true).build();
    }

    private OutboxSettings.Builder settings(SyncPlan sync) {
        Pace pace = plan.project().pace();
        OutboxSettings.Builder settings =
                OutboxSettings.builder()
                        .batchRows(pace.batchRows())
                        .batchBytes(pace.batchBytes().getBytes())
                        .requestsInFlight(pace.requestsInFlight())
                        .requestTimeout(pace.requestTimeout())
                        .retries(plan.project().retries())
                        .backlog(new OutboxSettings.Backlog(pace.backlogLimit(), longestHold()))
                        .sharing(sharing(sync))
                        .removals(sync.removalLimit())
                        .textFields(sync.fields().ofText())
                        .unknownUsersRefused(refusesUnknownUsers(sync));
        pace.requestsPerSecond().ifPresent(settings::requestsPerSecond);
        pace.requestsPerDay().ifPresent(settings::requestsPerDay);
        sync.requestsPerSecond().ifPresent(settings::syncRequestsPerSecond);
        return settings;
    }

    /** The rates of the project are shared by the subtasks of all syncs that are not paused. */
    private OutboxSettings.Sharing sharing(SyncPlan sync) {
        return new OutboxSettings.Sharing(
                plan.project().fingerprint(),
                project.text(),
                parallelism * plan.syncs().size(),
                sync.name());
    }

    /** Longer than until the next checkpoint, so that its barrier is already on its way. */
    private Duration longestHold() {
        Duration hold = checkpointInterval.multipliedBy(3).dividedBy(2);
        Duration usual = OutboxSettings.DEFAULTS.backlog().longestHold();
        return hold.compareTo(usual) > 0 ? hold : usual;
    }

    /** Then update-only needs no look-up: Iterable itself creates no user. */
    private boolean refusesUnknownUsers(SyncPlan sync) {
        return plan.project().type() == ProjectType.EMAIL
                && sync.layout().identifierKind() == IdentifierKind.USER_ID;
    }
}
