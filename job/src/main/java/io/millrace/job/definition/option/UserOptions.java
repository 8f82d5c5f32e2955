/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.job.definition.syntax.Yaml;
import io.millrace.mapping.Removal;
import java.util.List;

/** The keys of sync types that write, change or delete users and their devices. */
public final class UserOptions {

    public static final Option<SyncMode> MODE =
            Option.of(
                    "mode",
                    OptionType.oneOf(List.of(SyncMode.UPSERT, SyncMode.UPDATE)),
                    "upsert",
                    "`upsert` updates users and creates unknown ones, `update` skips unknown"
                            + " ones.");

    public static final Option<Removal> ON_REMOVAL =
            Option.of(
                    "on-removal",
                    OptionType.oneOf(List.of(Removal.NOTHING, Removal.CLEAR, Removal.DELETE)),
                    "nothing",
                    "When a row leaves the model: `nothing` keeps the user, `clear` removes"
                            + " the mapped and static fields, `delete` deletes the user with"
                            + " all its data.");

    public static final List<Option<?>> USERS =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    MODE,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC,
                    SharedOptions.NULLS,
                    SharedOptions.MERGE_NESTED_OBJECTS,
                    SharedOptions.PREFER_USER_ID,
                    ON_REMOVAL);

    public static final Option<String> NEW_EMAIL =
            Option.required("new-email", OptionType.COLUMN, "Column with the new address.");

    public static final List<Option<?>> EMAIL_CHANGES =
            List.of(SharedOptions.EMAIL, SharedOptions.USER_ID, NEW_EMAIL);

    public static final Option<String> NEW_USER_ID =
            Option.required("new-user-id", OptionType.COLUMN, "Column with the new user id.");

    public static final List<Option<?>> USER_ID_CHANGES =
            List.of(SharedOptions.EMAIL, SharedOptions.USER_ID, NEW_USER_ID);

    public static final Option<String> SOURCE_EMAIL =
            Option.optional(
                    "source.email",
                    OptionType.COLUMN,
                    "Column with the address of the user that is merged and deleted; give"
                            + " this or `userId`.");

    public static final Option<String> SOURCE_USER_ID =
            Option.optional(
                    "source.userId",
                    OptionType.COLUMN,
                    "Column with the id of the user that is merged and deleted; give this or"
                            + " `email`.");

    public static final Option<Yaml.Fields> MERGE_ARRAYS =
            Option.optional(
                    "merge-arrays",
                    OptionType.fields("`field: key` lines"),
                    "Profile fields whose arrays are combined, each with the key that"
                            + " identifies an object of the array; other fields keep the"
                            + " value of the remaining user.");

    public static final List<Option<?>> MERGES =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    SOURCE_EMAIL,
                    SOURCE_USER_ID,
                    MERGE_ARRAYS);

    public static final List<Option<?>> DEPARTURES =
            List.of(SharedOptions.EMAIL, SharedOptions.USER_ID);

    public static final Option<String> TOKEN =
            Option.required("token", OptionType.COLUMN, "Column with the device's token.");

    public static final Option<DevicePlatform> PLATFORM =
            Option.optional(
                    "platform",
                    OptionType.choice(DevicePlatform.class, DevicePlatform::name),
                    "Platform of all devices; give this or `platform-column`.");

    public static final Option<String> PLATFORM_COLUMN =
            Option.optional(
                    "platform-column",
                    OptionType.COLUMN,
                    "Column with the platform of each device, one of the same words.");

    public static final Option<String> APPLICATION =
            Option.required("application", OptionType.text(), "Name of the app in Iterable.");

    public static final List<Option<?>> DEVICE_TOKENS =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    TOKEN,
                    PLATFORM,
                    PLATFORM_COLUMN,
                    APPLICATION,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC,
                    SharedOptions.PREFER_USER_ID);

    private UserOptions() {}
}
