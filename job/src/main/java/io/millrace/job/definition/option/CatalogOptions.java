/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.mapping.Removal;
import io.millrace.mapping.field.NullPolicy;
import java.util.List;

/** The keys of {@code catalog} syncs. */
public final class CatalogOptions {

    /** What to do with ids that have characters Iterable does not accept. */
    public enum ItemIds {
        STRICT,
        ENCODED
    }

    public static final Option<String> CATALOG =
            Option.required("catalog", OptionType.text(), "Name of the catalog.");

    public static final Option<SyncMode> MODE =
            Option.of(
                    "mode",
                    OptionType.oneOf(List.of(SyncMode.REPLACE, SyncMode.PATCH)),
                    "replace",
                    "`replace` replaces the whole item by the row, `patch` keeps the item's"
                            + " other fields.");

    public static final Option<ItemIds> ITEM_IDS =
            Option.of(
                    "item-ids",
                    OptionType.oneOf(List.of(ItemIds.STRICT, ItemIds.ENCODED)),
                    "strict",
                    "An id with characters other than letters, digits and dashes: `strict`"
                            + " rejects the row, `encoded` writes a dash as two dashes and"
                            + " any other character as a dash and its hex code.");

    public static final Option<NullPolicy> NULLS =
            Option.of(
                    "nulls",
                    OptionType.oneOf(List.of(NullPolicy.SEND, NullPolicy.OMIT)),
                    "omit",
                    "What a null column does: `send` writes null, `omit` leaves the field out.");

    public static final Option<Removal> ON_REMOVAL =
            Option.of(
                    "on-removal",
                    OptionType.oneOf(List.of(Removal.NOTHING, Removal.DELETE)),
                    "nothing",
                    "When a row leaves the model: leave the item, or delete it.");

    public static final Option<Boolean> CREATE =
            Option.of(
                    "create-catalog",
                    OptionType.flag(),
                    "false",
                    "Whether a missing catalog is created, and the types of mapped fields"
                            + " that have none yet"
                            + " are set, before each run.");

    public static final List<Option<?>> ALL =
            List.of(
                    CATALOG,
                    SharedOptions.ITEM_ID,
                    MODE,
                    ITEM_IDS,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC,
                    NULLS,
                    ON_REMOVAL,
                    CREATE);

    private CatalogOptions() {}
}
