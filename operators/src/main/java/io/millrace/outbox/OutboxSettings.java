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

/** How the outbox of one sync delivers. Values are checked where a definition is read. */
public record OutboxSettings(
        BatchLimit batch,
        RequestLimit requests,
        Failures failures,
        Retries retries,
        Sharing sharing,
        Backlog backlog,
        RemovalLimit removals,
        Sync sync)
        implements Serializable {

    /** The most rows and bytes of one request. */
    public record BatchLimit(int rows, long bytes) implements Serializable {}

    /**
     * The most requests to one endpoint.
     *
     * @param inFlight bulk requests in flight
     * @param perSecond of the project; negative for Iterable's limit; 0 sets no limit
     * @param perDay of the project, for an endpoint with a daily quota; 0 for Iterable's limit
     * @param perSecondOfSync of the sync, below {@code perSecond}; 0 sets no limit
     */
    public record RequestLimit(int inFlight, double perSecond, int perDay, double perSecondOfSync)
            implements Serializable {

        /** The most requests of one row that a subtask has in flight to one endpoint. */
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
     * What happens to a failed request.
     *
     * @param giveUpAfter the failures in a row, without another success, after which delivery stops
     * @param backOff the pause after a failure
     */
    public record Failures(Duration requestTimeout, int giveUpAfter, BackOff backOff)
            implements Serializable {}

    /**
     * When refused rows are tried again.
     *
     * @param rest the pause after the second and each further refusal of a row
     * @param quarantineAfter the attempts after which a row is quarantined
     */
    public record Retries(Duration visibilityDelay, BackOff rest, int quarantineAfter)
            implements Serializable {}

    /**
     * Who shares the rate limits.
     *
     * @param project name of the project in this process; empty if nothing is shared
     * @param identity of the project that the state belongs to, as text; empty if it belongs to
     *     none
     * @param subtasks the number of subtasks in all processes; 0 for those of the sync
     * @param sync name of the sync in the project
     */
    public record Sharing(String project, String identity, int subtasks, String sync)
            implements Serializable {

        /** Returns the name of the sync in this process; empty if nothing is shared. */
        String syncOfProject() {
            return project.isEmpty() ? "" : project + "/" + sync;
        }
    }

    /**
     * How many operations may be pending.
     *
     * @param limit the operations of one subtask from which its input waits
     * @param longestHold the longest wait of the input between two checkpoints
     */
    public record Backlog(long limit, Duration longestHold) implements Serializable {}

    /**
     * What is special about the sync.
     *
     * @param unknownUsersRefused true if Iterable refuses updates of unknown users; false if each
     *     user is looked up first
     * @param textFields fields that are mapped from columns of text
     * @param paused true if nothing is sent, and runs that are not settled wait
     * @param mostSendMarks the most operations of a subtask with a send mark
     */
    public record Sync(
            boolean unknownUsersRefused, Set<String> textFields, boolean paused, int mostSendMarks)
            implements Serializable {

        public Sync {
            textFields = Set.copyOf(textFields);
        }
    }

    RequestRules requestRules() {
        return new RequestRules(
                batch.rows(),
                batch.bytes(),
                requests.inFlight(),
                RequestLimit.SINGLES_IN_FLIGHT,
                failures.backOff());
    }

    /**
     * Returns the share of one subtask in the rate limits of the project.
     *
     * @param subtasks the number of subtasks of the sync
     */
    LimitShare ratesOfProject(int subtasks) {
        return sync.paused()
                ? LimitShare.UNSHARED
                : new LimitShare(sharing.project(), requests.ceiling(), shareOfProject(subtasks));
    }

    /** Returns the share of one subtask in the limit of the sync. */
    LimitShare ratesOfSync(int subtasks) {
        return sync.paused()
                ? LimitShare.UNSHARED
                : new LimitShare(sharing.syncOfProject(), requests.ceilingOfSync(), 1.0 / subtasks);
    }

    /** Returns the share of one subtask in the daily quotas. Calls of a paused sync still count. */
    LimitShare quotasOfProject(int subtasks) {
        double share = sync.paused() ? 0 : shareOfProject(subtasks);
        return new LimitShare(sharing.project(), requests.ceilingOfDay(), share);
    }

    private double shareOfProject(int subtasks) {
        return 1.0 / Math.max(sharing.subtasks(), subtasks);
    }

    /** The defaults of a definition. */
    public static final OutboxSettings DEFAULTS = builder().build();

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds settings. See the records for the meaning of each value. */
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
        private int mostSendMarks = 500;
        private Sharing sharing = new Sharing("", "", 0, "");
        private Backlog backlog = new Backlog(10_000_000, Duration.ofMinutes(1));
        private Set<String> textFields = Set.of();
        private boolean paused;
        private RemovalLimit removals = RemovalLimit.DELETES;

        private Builder() {}

        public Builder batchRows(int batchRows) {
            this.batchRows = batchRows;
            return this;
        }

        public Builder batchBytes(long batchBytes) {
            this.batchBytes = batchBytes;
            return this;
        }

        public Builder requestsInFlight(int requestsInFlight) {
            this.requestsInFlight = requestsInFlight;
            return this;
        }

        public Builder requestsPerSecond(double requestsPerSecond) {
            this.requestsPerSecond = requestsPerSecond;
            return this;
        }

        public Builder requestsPerDay(int requestsPerDay) {
            this.requestsPerDay = requestsPerDay;
            return this;
        }

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

        public Builder textFields(Set<String> textFields) {
            this.textFields = textFields;
            return this;
        }

        public Builder paused(boolean paused) {
            this.paused = paused;
            return this;
        }

        public Builder removals(RemovalLimit removals) {
            this.removals = removals;
            return this;
        }

        /** A constant, except in tests. */
        Builder giveUpAfter(int giveUpAfter) {
            this.giveUpAfter = giveUpAfter;
            return this;
        }

        /** A constant, except in tests. */
        Builder backOff(BackOff backOff) {
            this.backOff = backOff;
            return this;
        }

        /** A constant, except in tests. */
        Builder mostSendMarks(int mostSendMarks) {
            this.mostSendMarks = mostSendMarks;
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
                    new Failures(requestTimeout, giveUpAfter, backOff),
                    retries,
                    sharing,
                    backlog,
                    removals,
                    new Sync(unknownUsersRefused, textFields, paused, mostSendMarks));
        }
    }
}
