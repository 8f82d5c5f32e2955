/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.job.definition.syntax.Yaml;
import io.millrace.mapping.field.NullPolicy;
import java.util.List;

/** The keys that several sync types have in common. */
public final class SharedOptions {

    public static final Option<String> EMAIL =
            Option.optional(
                    "identifier.email",
                    OptionType.COLUMN,
                    "Column with the email address of the user; give this or `userId`.");

    public static final Option<String> USER_ID =
            Option.optional(
                    "identifier.userId",
                    OptionType.COLUMN,
                    "Column with the id of the user; give this or `email`.");

    public static final Option<String> ITEM_ID =
            Option.optional(
                    "identifier.itemId",
                    OptionType.COLUMN,
                    "Column with the id of the item; required.");

    public static final Option<Yaml.Fields> MAPPINGS =
            Option.optional(
                    "mappings",
                    OptionType.fields("`field: column` lines"),
                    "Which column goes to which field; fields within a field make an object.");

    public static final Option<Yaml.Fields> STATIC =
            Option.optional(
                    "static",
                    OptionType.fields("`field: value` lines"),
                    "Fields that have the same value for every row.");

    public static final Option<NullPolicy> NULLS =
            Option.of(
                    "nulls",
                    OptionType.oneOf(List.of(NullPolicy.SEND, NullPolicy.OMIT)),
                    "send",
                    "What a null column does: `send` removes the field from the profile,"
                            + " `omit` keeps its value.");

    public static final Option<Boolean> MERGE_NESTED_OBJECTS =
            Option.of(
                    "merge-nested-objects",
                    OptionType.flag(),
                    "false",
                    "Whether objects are merged with those in the profile, one level deep, or"
                            + " replace them.");

    public static final Option<Boolean> PREFER_USER_ID =
            Option.of(
                    "prefer-user-id",
                    OptionType.flag(),
                    "false",
                    "Email-based projects, `identifier.userId`: whether unknown users are"
                            + " created.");

    /** The keys assumed for a sync whose type is missing or invalid. */
    public static final List<Option<?>> OF_PEOPLE = List.of(EMAIL, USER_ID);

    private SharedOptions() {}
}
