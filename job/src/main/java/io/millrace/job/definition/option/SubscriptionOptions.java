/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import java.util.List;

/** The keys of {@code subscriptions} syncs. */
public final class SubscriptionOptions {

    /** What a user can subscribe to, with the name in the path of Iterable's API. */
    public enum Group {
        LIST("emailList"),
        CHANNEL("messageChannel"),
        MESSAGE_TYPE("messageType");

        private final String path;

        Group(String path) {
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    public static final Option<SyncMode> MODE =
            Option.required(
                    "mode",
                    OptionType.oneOf(List.of(SyncMode.REPLACE, SyncMode.INCREMENTAL)),
                    "`replace`: a row has all subscriptions of a user, in arrays;"
                            + " `incremental`: a row is one"
                            + " subscription of a user.");

    public static final Option<String> LISTS =
            Option.optional(
                    "lists",
                    OptionType.COLUMN,
                    "`replace`: column with an array of the lists the user is on.");

    public static final Option<String> UNSUBSCRIBED_CHANNELS =
            Option.optional(
                    "unsubscribed-channels",
                    OptionType.COLUMN,
                    "`replace`: column with an array of the channels the user has left.");

    public static final Option<String> UNSUBSCRIBED_MESSAGE_TYPES =
            Option.optional(
                    "unsubscribed-message-types",
                    OptionType.COLUMN,
                    "`replace`: column with an array of the message types the user has left.");

    public static final Option<String> SUBSCRIBED_MESSAGE_TYPES =
            Option.optional(
                    "subscribed-message-types",
                    OptionType.COLUMN,
                    "`replace`: column with an array of the opt-in message types the user has"
                            + " joined.");

    public static final Option<Boolean> VALIDATE_CHANNELS =
            Option.of(
                    "validate-channels",
                    OptionType.flag(),
                    "true",
                    "`replace`: whether Iterable refuses a message type whose channel the"
                            + " user has left.");

    public static final Option<Group> GROUP =
            Option.optional(
                    "subscription.group",
                    OptionType.oneOf(List.of(Group.values())),
                    "`incremental`: what the rows subscribe to.");

    public static final Option<Integer> GROUP_ID =
            Option.optional(
                    "subscription.id",
                    OptionType.integer(1, 999_999_999),
                    "`incremental`: the id of the list, channel or message type, the same for"
                            + " every row; give this or `id-column`.");

    public static final Option<String> GROUP_ID_COLUMN =
            Option.optional(
                    "subscription.id-column",
                    OptionType.COLUMN,
                    "`incremental`: column with the id of the list, channel or message type;"
                            + " part of the primary key.");

    /** The keys of mode {@code replace}: a row has all subscriptions of a user. */
    public static final List<Option<?>> OF_REPLACE =
            List.of(
                    LISTS,
                    UNSUBSCRIBED_CHANNELS,
                    UNSUBSCRIBED_MESSAGE_TYPES,
                    SUBSCRIBED_MESSAGE_TYPES,
                    VALIDATE_CHANNELS);

    /** The keys of mode {@code incremental}: a row is one subscription. */
    public static final List<Option<?>> OF_INCREMENTAL = List.of(GROUP, GROUP_ID, GROUP_ID_COLUMN);

    public static final List<Option<?>> ALL =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    MODE,
                    LISTS,
                    UNSUBSCRIBED_CHANNELS,
                    UNSUBSCRIBED_MESSAGE_TYPES,
                    SUBSCRIBED_MESSAGE_TYPES,
                    VALIDATE_CHANNELS,
                    GROUP,
                    GROUP_ID,
                    GROUP_ID_COLUMN);

    private SubscriptionOptions() {}
}
