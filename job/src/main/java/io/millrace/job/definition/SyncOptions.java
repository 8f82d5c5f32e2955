/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.mapping.NullPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Every key of a {@code syncs/*.yaml}. */
final class SyncOptions {

    static final Option<String> MODEL =
            Option.required(
                    "model",
                    OptionType.text(),
                    "Name of the table or view in `models/` that the sync reads.");

    static final Option<SyncType> TYPE =
            Option.required(
                    "type",
                    OptionType.choice(SyncType.class, SyncType::spelling),
                    "What kind of Iterable data the rows become.");

    static final Option<SyncMode> MODE =
            Option.of(
                    "mode",
                    OptionType.choice(SyncMode.class, SyncMode::spelling),
                    "upsert",
                    "`upsert` updates users and creates the unknown ones.");

    static final Option<String> EMAIL =
            Option.optional(
                    "identifier.email",
                    OptionType.text(),
                    "Column with the email address that names the user; give this or `userId`.");

    static final Option<String> USER_ID =
            Option.optional(
                    "identifier.userId",
                    OptionType.text(),
                    "Column with the user id that names the user; give this or `email`.");

    static final Option<Duration> SCHEDULE =
            Option.required(
                    "schedule",
                    OptionType.schedule(),
                    "When runs start, such as `every 15 min`; counted from start to start.");

    static final Option<Yaml.Fields> MAPPINGS =
            Option.optional(
                    "mappings",
                    OptionType.fields("`field: column` lines"),
                    "Which column goes to which profile field; fields within a field make an object.");

    static final Option<Yaml.Fields> STATIC =
            Option.optional(
                    "static",
                    OptionType.fields("`field: value` lines"),
                    "Fields that have the same value for every row.");

    static final Option<NullPolicy> NULLS =
            Option.of(
                    "nulls",
                    OptionType.choice(
                            NullPolicy.class, policy -> policy.name().toLowerCase(Locale.ROOT)),
                    "send",
                    "What a null column does: `send` removes the field from the profile, `omit` leaves it.");

    static final Option<Boolean> MERGE_NESTED_OBJECTS =
            Option.of(
                    "merge-nested-objects",
                    OptionType.flag(),
                    "false",
                    "Whether objects are merged with those in the profile, one level deep, or replace them.");

    static final Option<Boolean> PREFER_USER_ID =
            Option.of(
                    "prefer-user-id",
                    OptionType.flag(),
                    "false",
                    "Email-based projects, `identifier.userId`: whether unknown users are created.");

    static final Option<Double> REMOVAL_LIMIT =
            Option.of(
                    "removal-limit",
                    OptionType.share(),
                    "50%",
                    "A run in which more than this share of the rows is gone is held, and nothing sent.");

    static final Option<List<Located<String>>> KEY =
            Option.optional(
                    "key",
                    OptionType.names(),
                    "Primary key of a view; a table declares its own in `models/`.");

    static final Option<Boolean> ENABLED =
            Option.of(
                    "enabled",
                    OptionType.flag(),
                    "true",
                    "`false` leaves the sync out of the job.");

    static final List<Option<?>> ALL =
            List.of(
                    MODEL,
                    TYPE,
                    MODE,
                    EMAIL,
                    USER_ID,
                    SCHEDULE,
                    MAPPINGS,
                    STATIC,
                    NULLS,
                    MERGE_NESTED_OBJECTS,
                    PREFER_USER_ID,
                    REMOVAL_LIMIT,
                    KEY,
                    ENABLED);

    private SyncOptions() {}
}
