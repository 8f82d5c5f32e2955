/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pace.Budget;
import io.millrace.retry.BackOff;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * {@link OutboxOptions}, read and checked.
 *
 * @param textFields fields that the sync maps from columns of text
 */
public record OutboxSettings(
        BatchLimit batch,
        RequestLimit requests,
        Duration requestTimeout,
        int giveUpAfter,
        BackOff backOff,
        Retries retries,
        boolean unknownUsersRefused,
        int sendsPerCheckpoint,
        Sharing sharing,
        Backlog backlog,
        Set<String> textFields,
        boolean paused,
        RemovalLimit removals)
        implements Serializable {

    /** What fits into one request. */
    public record BatchLimit(int rows, long bytes) implements Serializable {}

    /**
     * How many requests at a time, and how many a second to one endpoint.
     *
     * @param perSecond negative for what Iterable takes; 0 sets no limit
     * @param perDay of calls with a daily quota; 0 for what Iterable takes
     * @param perSecondOfSync below {@code perSecond}, which is the project's; 0 sets no limit
     */
    public record RequestLimit(
            int inFlight, int singlesInFlight, double perSecond, int perDay, double perSecondOfSync)
            implements Serializable {

        Optional<Double> ceilingOfDay() {
            return perDay == 0 ? Optional.empty() : Optional.of((double) perDay);
        }

        Optional<Double> ceiling() {
            return perSecond < 0 ? Optional.empty() : Optional.of(perSecond);
        }

        Optional<Double> ceilingOfSync() {
            return perSecondOfSync == 0 ? Optional.empty() : Optional.of(perSecondOfSync);
        }
    }

    /**
     * When refused rows are tried again.
     *
     * @param rest how long a row rests by its refusals after the first
     * @param quarantineAfter attempts after which it is tried no more
     */
    public record Retries(Duration visibilityDelay, BackOff rest, int quarantineAfter)
            implements Serializable {}

    /**
     * Who shares the rates.
     *
     * @param project its name in this process; empty for nobody
     * @param identity of the project whose state this is, as text; empty ties the state to none
     * @param subtasks of all processes; 0 for those of the sync
     * @param sync its name in the project
     */
    public record Sharing(String project, String identity, int subtasks, String sync)
            implements Serializable {

        /** Its name in this process; empty for nobody. */
        String syncOfProject() {
            return project.isEmpty() ? "" : project + "/" + sync;
        }
    }

    /**
     * How much may be owed.
     *
     * @param limit operations of one subtask from which its input waits
     * @param longestHold of the input between two checkpoints
     */
    public record Backlog(long limit, Duration longestHold) implements Serializable {}

    public OutboxSettings {
        textFields = Set.copyOf(textFields);
        check(backlog.limit() > 0, OutboxOptions.BACKLOG_LIMIT, "at least 1");
        check(isTimeout(backlog.longestHold()), OutboxOptions.BACKLOG_HOLD, "1 ms to 1 day");
        check(batch.rows() > 0, OutboxOptions.BATCH_ROWS, "at least 1");
        check(batch.bytes() > 1_000, OutboxOptions.BATCH_BYTES, "more than 1000 bytes");
        check(requests.inFlight() > 0, OutboxOptions.REQUESTS_IN_FLIGHT, "at least 1");
        check(
                requests.singlesInFlight() > 0,
                OutboxOptions.SINGLE_REQUESTS_IN_FLIGHT,
                "at least 1");
        check(retries.quarantineAfter() > 0, OutboxOptions.QUARANTINE_AFTER, "at least 1");
        check(sendsPerCheckpoint > 0, OutboxOptions.SENDS_PER_CHECKPOINT, "at least 1");
        check(sharing.subtasks() >= 0, OutboxOptions.PROJECT_SUBTASKS, "0 or more");
        check(
                Double.isFinite(requests.perSecond()),
                OutboxOptions.REQUESTS_PER_SECOND,
                "0 or more");
        check(requests.perDay() >= 0, OutboxOptions.REQUESTS_PER_DAY, "0 or more");
        check(
                requests.perSecondOfSync() >= 0 && Double.isFinite(requests.perSecondOfSync()),
                OutboxOptions.SYNC_REQUESTS_PER_SECOND,
                "0 or more");
        check(isTimeout(requestTimeout), OutboxOptions.REQUEST_TIMEOUT, "1 ms to 1 day");
        check(giveUpAfter > 0, OutboxOptions.GIVE_UP_AFTER, "at least 1");
        check(backOff.min().toMillis() > 0, OutboxOptions.BACK_OFF_MIN, "at least 1 ms");
        check(
                backOff.max().compareTo(backOff.min()) >= 0,
                OutboxOptions.BACK_OFF_MAX,
                "no less than " + OutboxOptions.BACK_OFF_MIN.key());
    }

    /**
     * The part of one subtask in the rates of the project.
     *
     * @param subtasks of the sync
     */
    Budget ratesOfProject(int subtasks) {
        return paused
                ? Budget.UNSHARED
                : new Budget(sharing.project(), requests.ceiling(), shareOfProject(subtasks));
    }

    /** The part of one subtask in the rates the sync has below those of the project. */
    Budget ratesOfSync(int subtasks) {
        return paused
                ? Budget.UNSHARED
                : new Budget(sharing.syncOfProject(), requests.ceilingOfSync(), 1.0 / subtasks);
    }

    /** The part of one subtask in the daily quotas; calls count that a paused sync made today. */
    Budget quotasOfProject(int subtasks) {
        return new Budget(
                sharing.project(), requests.ceilingOfDay(), paused ? 0 : shareOfProject(subtasks));
    }

    private double shareOfProject(int subtasks) {
        return 1.0 / Math.max(sharing.subtasks(), subtasks);
    }

    /** Reads the options by their keys. */
    public static OutboxSettings of(ReadableConfig config) {
        return new OutboxSettings(
                new BatchLimit(
                        config.get(OutboxOptions.BATCH_ROWS),
                        config.get(OutboxOptions.BATCH_BYTES).getBytes()),
                new RequestLimit(
                        config.get(OutboxOptions.REQUESTS_IN_FLIGHT),
                        config.get(OutboxOptions.SINGLE_REQUESTS_IN_FLIGHT),
                        perSecond(config),
                        config.get(OutboxOptions.REQUESTS_PER_DAY),
                        config.get(OutboxOptions.SYNC_REQUESTS_PER_SECOND)),
                config.get(OutboxOptions.REQUEST_TIMEOUT),
                config.get(OutboxOptions.GIVE_UP_AFTER),
                new BackOff(
                        config.get(OutboxOptions.BACK_OFF_MIN),
                        config.get(OutboxOptions.BACK_OFF_MAX)),
                new Retries(
                        config.get(OutboxOptions.VISIBILITY_DELAY),
                        new BackOff(
                                config.get(OutboxOptions.RETRY_MIN),
                                config.get(OutboxOptions.RETRY_MAX)),
                        config.get(OutboxOptions.QUARANTINE_AFTER)),
                config.get(OutboxOptions.UNKNOWN_USERS_REFUSED),
                config.get(OutboxOptions.SENDS_PER_CHECKPOINT),
                new Sharing(
                        config.get(OutboxOptions.PROJECT),
                        config.get(OutboxOptions.PROJECT_IDENTITY),
                        config.get(OutboxOptions.PROJECT_SUBTASKS),
                        config.get(OutboxOptions.SYNC)),
                new Backlog(
                        config.get(OutboxOptions.BACKLOG_LIMIT),
                        config.get(OutboxOptions.BACKLOG_HOLD)),
                Set.copyOf(config.get(OutboxOptions.TEXT_FIELDS)),
                config.get(OutboxOptions.PAUSED),
                new RemovalLimit(
                        config.get(OutboxOptions.REMOVAL_LIMIT),
                        config.get(OutboxOptions.REMOVAL_LIMIT_ROWS),
                        config.get(OutboxOptions.REMOVALS_DELETE)));
    }

    private static double perSecond(ReadableConfig config) {
        Optional<Double> set = config.getOptional(OutboxOptions.REQUESTS_PER_SECOND);
        check(
                set.filter(value -> value < 0).isEmpty(),
                OutboxOptions.REQUESTS_PER_SECOND,
                "0 or more");
        return set.orElse(-1.0);
    }

    private static boolean isTimeout(Duration duration) {
        return duration.toMillis() > 0 && duration.compareTo(Duration.ofDays(1)) <= 0;
    }

    private static void check(boolean holds, ConfigOption<?> option, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("'" + option.key() + "' must be " + allowed);
        }
    }
}
