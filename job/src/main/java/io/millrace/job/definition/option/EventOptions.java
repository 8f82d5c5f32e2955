/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.mapping.Removal;
import java.util.List;

/** The keys of {@code events}, {@code purchases} and {@code carts} syncs. */
public final class EventOptions {

    public static final Option<String> EVENT_NAME =
            Option.optional(
                    "event-name",
                    OptionType.text(),
                    "Name of all events; give this or `event-name-column`.");

    public static final Option<String> EVENT_NAME_COLUMN =
            Option.optional(
                    "event-name-column", OptionType.COLUMN, "Column with the name of each event.");

    public static final Option<String> ID =
            Option.optional(
                    "id",
                    OptionType.COLUMN,
                    "Column with the event's id: letters, digits and hyphens; without it, the"
                            + " id is derived from the sync's name, the event's name and the"
                            + " primary key.");

    public static final Option<String> CREATED_AT =
            Option.optional(
                    "created-at",
                    OptionType.COLUMN,
                    "Column with the time of the event: a timestamp, a date, or seconds or"
                            + " milliseconds since 1970; without it, the start of the run"
                            + " that read the row.");

    public static final Option<String> CAMPAIGN_ID =
            Option.optional(
                    "campaign-id",
                    OptionType.COLUMN,
                    "Column with the campaign the event is attributed to.");

    public static final Option<String> TEMPLATE_ID =
            Option.optional(
                    "template-id",
                    OptionType.COLUMN,
                    "Column with the template the event is attributed to.");

    public static final List<Option<?>> EVENTS =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    EVENT_NAME,
                    EVENT_NAME_COLUMN,
                    ID,
                    CREATED_AT,
                    CAMPAIGN_ID,
                    TEMPLATE_ID,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC);

    public static final Option<String> ITEMS =
            Option.required(
                    "items",
                    OptionType.COLUMN,
                    "Column with the items: an array of rows, or text that holds a JSON array.");

    public static final Option<String> TOTAL =
            Option.required("total", OptionType.COLUMN, "Column with the amount paid, a number.");

    public static final List<Option<?>> PURCHASES =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    ITEMS,
                    TOTAL,
                    ID,
                    CREATED_AT,
                    CAMPAIGN_ID,
                    TEMPLATE_ID,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC,
                    SharedOptions.PREFER_USER_ID);

    public static final Option<Removal> ON_REMOVAL =
            Option.of(
                    "on-removal",
                    OptionType.oneOf(List.of(Removal.NOTHING, Removal.CLEAR)),
                    "nothing",
                    "When a row leaves the model: leave the user's cart, or empty it.");

    public static final List<Option<?>> CARTS =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    ITEMS,
                    SharedOptions.PREFER_USER_ID,
                    ON_REMOVAL);

    private EventOptions() {}
}
