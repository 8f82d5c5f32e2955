/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pace.LimitShare;
import io.millrace.outbox.removal.RemovalLimit;
import io.millrace.outbox.send.RequestRules;
import io.millrace.retry.BackOff;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the outbox of one sync delivers. Values are checked where a definition is read.
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
    public record RequestLimit(int inFlight, double perSecond, int perDay, double perSecondOfSync)
            implements Serializable {

        /** The most requests of one row that a subtask has under way to one endpoint. */
        static final int SINGLES_IN_FLIGHT = 64;

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
    }

    RequestRules requestRules() {
        return new RequestRules(
                batch.rows(),
                batch.bytes(),
                requests.inFlight(),
                RequestLimit.SINGLES_IN_FLIGHT,
                backOff);
    }

    /**
     * The part of one subtask in the rates of the project.
     *
     * @param subtasks of the sync
     */
    LimitShare ratesOfProject(int subtasks) {
        return paused
                ? LimitShare.UNSHARED
                : new LimitShare(sharing.project(), requests.ceiling(), shareOfProject(subtasks));
    }

    /** The part of one subtask in the rates the sync has below those of the project. */
    LimitShare ratesOfSync(int subtasks) {
        return paused
                ? LimitShare.UNSHARED
                : new LimitShare(sharing.syncOfProject(), requests.ceilingOfSync(), 1.0 / subtasks);
    }

    /** The part of one subtask in the daily quotas; calls count that a paused sync made today. */
    LimitShare quotasOfProject(int subtasks) {
        return new LimitShare(
                sharing.project(), requests.ceilingOfDay(), paused ? 0 : shareOfProject(subtasks));
    }

    private double shareOfProject(int subtasks) {
        return 1.0 / Math.max(sharing.subtasks(), subtasks);
    }

    /** All defaults; what a definition leaves out has these. */
    public static final OutboxSettings DEFAULTS = builder().build();

    public static Builder builder() {
        return new Builder();
    }

    /** Settings, which are the defaults until set otherwise. */
    public static final class Builder {

        private int batchRows = 1_000;
        private long batchBytes = 3_800 * 1024;
        private int requestsInFlight = 10;
        private double requestsPerSecond = -1;
        private int requestsPerDay;
        private double syncRequestsPerSecond;
        private Duration requestTimeout = Duration.ofSeconds(30);
        private int giveUpAfter = 10;
        private BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
        private Retries retries =
                new Retries(
                        Duration.ofSeconds(75),
                        new BackOff(Duration.ofMinutes(10), Duration.ofDays(1)),
                        10);
        private boolean unknownUsersRefused;
        private int sendsPerCheckpoint = 500;
        private Sharing sharing = new Sharing("", "", 0, "");
        private Backlog backlog = new Backlog(10_000_000, Duration.ofMinutes(1));
        private Set<String> textFields = Set.of();
        private boolean paused;
        private RemovalLimit removals = RemovalLimit.DELETES;

        private Builder() {}

        /** The most rows of a request. */
        public Builder batchRows(int batchRows) {
            this.batchRows = batchRows;
            return this;
        }

        /** The most bytes of a request's body. */
        public Builder batchBytes(long batchBytes) {
            this.batchBytes = batchBytes;
            return this;
        }

        /** The most bulk requests of a subtask under way to one endpoint. */
        public Builder requestsInFlight(int requestsInFlight) {
            this.requestsInFlight = requestsInFlight;
            return this;
        }

        /**
         * The most of the project to one endpoint; 0 sets no limit. Without it, what Iterable
         * takes.
         */
        public Builder requestsPerSecond(double requestsPerSecond) {
            this.requestsPerSecond = requestsPerSecond;
            return this;
        }

        /**
         * The most of the project to an endpoint with a daily quota. Without it, what Iterable
         * takes.
         */
        public Builder requestsPerDay(int requestsPerDay) {
            this.requestsPerDay = requestsPerDay;
            return this;
        }

        /** The most of the sync to one endpoint; 0 sets no limit. */
        public Builder syncRequestsPerSecond(double syncRequestsPerSecond) {
            this.syncRequestsPerSecond = syncRequestsPerSecond;
            return this;
        }

        public Builder requestTimeout(Duration requestTimeout) {
            this.requestTimeout = requestTimeout;
            return this;
        }

        public Builder retries(Retries retries) {
            this.retries = retries;
            return this;
        }

        /**
         * Whether Iterable itself refuses updates of users it does not know; else each user is
         * looked up first.
         */
        public Builder unknownUsersRefused(boolean unknownUsersRefused) {
            this.unknownUsersRefused = unknownUsersRefused;
            return this;
        }

        public Builder sharing(Sharing sharing) {
            this.sharing = sharing;
            return this;
        }

        public Builder backlog(Backlog backlog) {
            this.backlog = backlog;
            return this;
        }

        /** Fields that the sync maps from columns of text. */
        public Builder textFields(Set<String> textFields) {
            this.textFields = textFields;
            return this;
        }

        /** Nothing is sent; what is pending stays pending, and runs that are not over wait. */
        public Builder paused(boolean paused) {
            this.paused = paused;
            return this;
        }

        public Builder removals(RemovalLimit removals) {
            this.removals = removals;
            return this;
        }

        /**
         * How often in a row a request may fail while no other succeeds, before delivery stops. A
         * constant, except in tests.
         */
        Builder giveUpAfter(int giveUpAfter) {
            this.giveUpAfter = giveUpAfter;
            return this;
        }

        /** The wait after such a failure. A constant, except in tests. */
        Builder backOff(BackOff backOff) {
            this.backOff = backOff;
            return this;
        }

        /**
         * The most messages and journeys that a subtask has marked as being sent: so many may be
         * unknown after a crash. A constant, except in tests.
         */
        Builder sendsPerCheckpoint(int sendsPerCheckpoint) {
            this.sendsPerCheckpoint = sendsPerCheckpoint;
            return this;
        }

        public OutboxSettings build() {
            return new OutboxSettings(
                    new BatchLimit(batchRows, batchBytes),
                    new RequestLimit(
                            requestsInFlight,
                            requestsPerSecond,
                            requestsPerDay,
                            syncRequestsPerSecond),
                    requestTimeout,
                    giveUpAfter,
                    backOff,
                    retries,
                    unknownUsersRefused,
                    sendsPerCheckpoint,
                    sharing,
                    backlog,
                    textFields,
                    paused,
                    removals);
        }
    }
}
