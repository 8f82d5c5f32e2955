/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import java.util.List;

/** The keys of {@code lists} syncs. */
public final class ListOptions {

    public static final Option<Integer> LIST_ID =
            Option.optional(
                    "list.id",
                    OptionType.integer(1, 999_999_999),
                    "The list's id; give this or `name`.");

    public static final Option<String> LIST_NAME =
            Option.optional(
                    "list.name",
                    OptionType.text(),
                    "The list's name; a run creates it if there is none.");

    public static final Option<Boolean> EXISTING_USERS_ONLY =
            Option.of(
                    "existing-users-only",
                    OptionType.flag(),
                    "false",
                    "Whether users that Iterable doesn't have are skipped instead of created;"
                            + " not in email-based projects.");

    public static final Option<String> REFILL =
            Option.optional(
                    "refill",
                    OptionType.text(),
                    "Any text, such as a date; when it changes, the list is cleared before"
                            + " the next run, which fills it with all rows.");

    public static final List<Option<?>> ALL =
            List.of(
                    LIST_ID,
                    LIST_NAME,
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC,
                    SharedOptions.NULLS,
                    SharedOptions.MERGE_NESTED_OBJECTS,
                    SharedOptions.PREFER_USER_ID,
                    EXISTING_USERS_ONLY,
                    REFILL);

    private ListOptions() {}
}
