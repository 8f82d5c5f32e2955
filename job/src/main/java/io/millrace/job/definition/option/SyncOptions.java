/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.diff.FirstRun;
import io.millrace.job.definition.problem.ValueAt;
import java.time.Duration;
import java.util.List;

/** The keys of every {@code syncs/*.yaml} file. */
public final class SyncOptions {

    public static final Option<String> MODEL =
            Option.required(
                    "model",
                    OptionType.text(),
                    "Name of the table or view in `models/` that the sync reads.");

    public static final Option<SyncType> TYPE =
            Option.required(
                    "type",
                    OptionType.choice(SyncType.class, SyncType::spelling),
                    "What kind of Iterable data the rows become.");

    public static final Option<Duration> SCHEDULE =
            Option.required(
                    "schedule",
                    OptionType.schedule(),
                    "When runs start, such as `every 15 min`; counted from start to start.");

    public static final Option<Double> REMOVAL_LIMIT =
            Option.optional(
                    "removal-limit",
                    OptionType.share(),
                    "A run with more than 10 removals, and more than this share of the rows"
                            + " known before, withholds them until they are approved; without"
                            + " it 30 %, and 10 % with `on-removal: delete`.");

    public static final Option<Integer> REMOVAL_LIMIT_ROWS =
            Option.optional(
                    "removal-limit-rows",
                    OptionType.integer(0, 100_000_000),
                    "A run with more removals than this withholds them, whatever their share;"
                            + " without it 100,000, and 1,000 with `on-removal: delete`.");

    public static final Option<Integer> REQUESTS_PER_SECOND =
            Option.optional(
                    "requests-per-second",
                    OptionType.integer(1, 10_000),
                    "Most requests a second that this sync sends to one endpoint; without it,"
                            + " only `iterable.requests-per-second` limits the sync.");

    public static final Option<List<ValueAt<String>>> KEY =
            Option.optional(
                    "key",
                    OptionType.names(),
                    "Primary key of a view; a table declares its own in `models/`.");

    public static final Option<Boolean> ENABLED =
            Option.of(
                    "enabled",
                    OptionType.flag(),
                    "true",
                    "`false` pauses the sync: nothing is read or sent, and its state and"
                            + " pending operations are kept.");

    public static final Option<String> WAS =
            Option.optional(
                    "was",
                    OptionType.text(),
                    "The first name of a sync whose file was renamed; its state and the ids"
                            + " of its events belong to that name; the line stays in the file.");

    public static final Option<FirstRun> FIRST_RUN =
            Option.optional(
                    "first-run",
                    OptionType.choice(FirstRun.class, FirstRun::spelling),
                    "What the first complete run does: `send` sends all rows; `adopt` sends"
                            + " none, and later runs"
                            + " send what changes. Without it `adopt` for `triggers`, `send`"
                            + " for other types.");

    /** The keys of every sync. */
    public static final List<Option<?>> COMMON =
            List.of(
                    MODEL,
                    TYPE,
                    SCHEDULE,
                    REMOVAL_LIMIT,
                    REMOVAL_LIMIT_ROWS,
                    REQUESTS_PER_SECOND,
                    KEY,
                    FIRST_RUN,
                    ENABLED,
                    WAS);

    private SyncOptions() {}
}
