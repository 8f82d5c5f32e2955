/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** How the outbox calls Iterable. */
public final class OutboxOptions {

    public static final ConfigOption<Integer> BATCH_ROWS =
            ConfigOptions.key("batch-rows")
                    .intType()
                    .defaultValue(1_000)
                    .withDescription("The most rows of one request.");

    public static final ConfigOption<MemorySize> BATCH_BYTES =
            ConfigOptions.key("batch-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(3_900_000))
                    .withDescription(
                            "The most bytes of one request's body; Iterable takes up to 4 MB.");

    public static final ConfigOption<Integer> REQUESTS_IN_FLIGHT =
            ConfigOptions.key("requests-in-flight")
                    .intType()
                    .defaultValue(4)
                    .withDescription(
                            "The most bulk requests a subtask has under way to one endpoint at a"
                                    + " time; the rows of one user always go one after another.");

    public static final ConfigOption<Integer> SINGLE_REQUESTS_IN_FLIGHT =
            ConfigOptions.key("single-requests-in-flight")
                    .intType()
                    .defaultValue(64)
                    .withDescription(
                            "As requests-in-flight, for calls that take one row: such as deleting"
                                    + " users or tracking purchases.");

    public static final ConfigOption<Double> REQUESTS_PER_SECOND =
            ConfigOptions.key("requests-per-second")
                    .doubleType()
                    .noDefaultValue()
                    .withDescription(
                            "The most requests a second to one endpoint, of all subtasks together;"
                                    + " by default what Iterable publishes for it, or a rate that is"
                                    + " found out from a careful start; 0 sets no limit.");

    public static final ConfigOption<Integer> REQUESTS_PER_DAY =
            ConfigOptions.key("requests-per-day")
                    .intType()
                    .defaultValue(0)
                    .withDescription(
                            "The most requests a day, UTC, to an endpoint that has a daily quota,"
                                    + " of all subtasks together; 0 for what Iterable publishes.");

    public static final ConfigOption<Double> SYNC_REQUESTS_PER_SECOND =
            ConfigOptions.key("sync-requests-per-second")
                    .doubleType()
                    .defaultValue(0.0)
                    .withDescription(
                            "The most requests a second to one endpoint, of all subtasks of the"
                                    + " sync together; requests-per-second, and what Iterable takes,"
                                    + " hold besides; 0 sets no limit.");

    public static final ConfigOption<String> SYNC =
            ConfigOptions.key("sync")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "The sync's name: its subtasks share sync-requests-per-second.");

    public static final ConfigOption<String> PROJECT =
            ConfigOptions.key("project")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "Syncs of the same name share the rates of Iterable; empty shares them"
                                    + " among the subtasks of the sync alone.");

    public static final ConfigOption<String> PROJECT_IDENTITY =
            ConfigOptions.key("project-identity")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "The Iterable project the state belongs to; state of another one is"
                                    + " refused. Empty ties the state to none.");

    public static final ConfigOption<Integer> PROJECT_SUBTASKS =
            ConfigOptions.key("project-subtasks")
                    .intType()
                    .defaultValue(0)
                    .withDescription(
                            "How many subtasks of all syncs share a rate; 0 for those of the"
                                    + " sync.");

    public static final ConfigOption<List<String>> TEXT_FIELDS =
            ConfigOptions.key("text-fields")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "Fields the sync writes from columns of text: a warning is given if"
                                    + " Iterable creates one as a date.");

    public static final ConfigOption<Boolean> UNKNOWN_USERS_REFUSED =
            ConfigOptions.key("unknown-users-refused")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether Iterable itself refuses to create the users of an update, as"
                                    + " it does in email-based projects for userIds; else each user"
                                    + " is looked up first.");

    public static final ConfigOption<Duration> VISIBILITY_DELAY =
            ConfigOptions.key("visibility-delay")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(75))
                    .withDescription(
                            "How long a user may stay invisible after its creation: what is for a"
                                    + " user who is unknown and not to be created is tried once"
                                    + " more after it.");

    public static final ConfigOption<Duration> RETRY_MIN =
            ConfigOptions.key("retry-min")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(10))
                    .withDescription(
                            "How long a row rests that was refused twice; it doubles with each"
                                    + " more. The first retry is at the next run.");

    public static final ConfigOption<Duration> RETRY_MAX =
            ConfigOptions.key("retry-max")
                    .durationType()
                    .defaultValue(Duration.ofDays(1))
                    .withDescription("The longest rest of a refused row.");

    public static final ConfigOption<Integer> QUARANTINE_AFTER =
            ConfigOptions.key("quarantine-after")
                    .intType()
                    .defaultValue(10)
                    .withDescription(
                            "How often a row is tried before it is quarantined: then it is tried"
                                    + " again only if it changes or is released.");

    public static final ConfigOption<Integer> SENDS_PER_CHECKPOINT =
            ConfigOptions.key("sends-per-checkpoint")
                    .intType()
                    .defaultValue(500)
                    .withDescription(
                            "The most messages and journeys a subtask has marked as being sent; so"
                                    + " many at most may be reported as unknown after a crash.");

    public static final ConfigOption<Long> BACKLOG_LIMIT =
            ConfigOptions.key("backlog-limit")
                    .longType()
                    .defaultValue(10_000_000L)
                    .withDescription(
                            "How many operations a subtask may owe before its input waits. What a"
                                    + " checkpoint holds is then sent before its run is complete.");

    public static final ConfigOption<Duration> BACKLOG_HOLD =
            ConfigOptions.key("backlog-hold")
                    .durationType()
                    .defaultValue(Duration.ofMinutes(1))
                    .withDescription(
                            "How long at most the input waits between two checkpoints when too much"
                                    + " is owed; checkpoints take that much longer. To be longer"
                                    + " than the time between checkpoints, and shorter than their"
                                    + " timeout.");

    public static final ConfigOption<Double> REMOVAL_LIMIT =
            ConfigOptions.key("removal-limit")
                    .doubleType()
                    .defaultValue(0.1)
                    .withDescription(
                            "The share of the rows known before a run that the run may remove"
                                    + " without approval, 0 to 1.");

    public static final ConfigOption<Long> REMOVAL_LIMIT_ROWS =
            ConfigOptions.key("removal-limit-rows")
                    .longType()
                    .defaultValue(1_000L)
                    .withDescription(
                            "The most rows a run may remove without approval, whatever their"
                                    + " share.");

    public static final ConfigOption<Boolean> REMOVALS_DELETE =
            ConfigOptions.key("removals-delete")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether what is removed can't be restored: then a run never removes"
                                    + " all rows without approval, however few they are.");

    public static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("request-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription("How long to wait for an answer before trying again.");

    public static final ConfigOption<Integer> GIVE_UP_AFTER =
            ConfigOptions.key("give-up-after")
                    .intType()
                    .defaultValue(10)
                    .withDescription(
                            "How often in a row a request may fail while no other succeeds, before"
                                    + " delivery stops until the next run.");

    public static final ConfigOption<Duration> BACK_OFF_MIN =
            ConfigOptions.key("back-off-min")
                    .durationType()
                    .defaultValue(Duration.ofMillis(500))
                    .withDescription("The wait after a first failure; it doubles with each more.");

    public static final ConfigOption<Duration> BACK_OFF_MAX =
            ConfigOptions.key("back-off-max")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription("The longest wait after a failure.");

    public static final ConfigOption<Boolean> PAUSED =
            ConfigOptions.key("paused")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Nothing is sent; what is pending stays pending, and runs that are not"
                                    + " over wait.");

    private OutboxOptions() {}
}
