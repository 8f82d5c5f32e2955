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
 * Builds the outbox settings of each sync.
 *
 * @param project the Iterable project of the job's state
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

    /** The subtasks of all enabled syncs share the rate limits of the project. */
    private OutboxSettings.Sharing sharing(SyncPlan sync) {
        return new OutboxSettings.Sharing(
                plan.project().fingerprint(),
                project.text(),
                parallelism * plan.syncs().size(),
                sync.name());
    }

    /**
     * Longer than one checkpoint interval, so that a barrier is on its way before input is held.
     */
    private Duration longestHold() {
        Duration hold = checkpointInterval.multipliedBy(3).dividedBy(2);
        Duration usual = OutboxSettings.DEFAULTS.backlog().longestHold();
        return hold.compareTo(usual) > 0 ? hold : usual;
    }

    /** In this case Iterable rejects unknown users, so update-only syncs need no look-up. */
    private boolean refusesUnknownUsers(SyncPlan sync) {
        return plan.project().type() == ProjectType.EMAIL
                && sync.layout().identifierKind() == IdentifierKind.USER_ID;
    }
}
