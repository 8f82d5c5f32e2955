/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.mapping.operation.OperationKind;
import java.util.List;

/** The keys of {@code triggers} syncs. */
public final class TriggerOptions {

    /** The channel of a message, or a journey. */
    public enum Channel {
        JOURNEY("journey", OperationKind.TRIGGER_JOURNEY),
        EMAIL("email", OperationKind.SEND_EMAIL),
        PUSH("push", OperationKind.SEND_PUSH),
        IN_APP("in-app", OperationKind.SEND_IN_APP),
        SMS("sms", OperationKind.SEND_SMS),
        WEB_PUSH("web-push", OperationKind.SEND_WEB_PUSH),
        WHATS_APP("whatsapp", OperationKind.SEND_WHATS_APP);

        private final String spelling;
        private final OperationKind kind;

        Channel(String spelling, OperationKind kind) {
            this.spelling = spelling;
            this.kind = kind;
        }

        public String spelling() {
            return spelling;
        }

        public OperationKind kind() {
            return kind;
        }
    }

    public static final Option<Channel> CHANNEL =
            Option.required(
                    "channel",
                    OptionType.choice(Channel.class, Channel::spelling),
                    "What a row starts: a journey, or a message of this kind.");

    public static final Option<Integer> JOURNEY_ID =
            Option.optional(
                    "journey-id",
                    OptionType.integer(1, 999_999_999),
                    "The journey, if `channel` is `journey`.");

    public static final Option<Integer> CAMPAIGN_ID =
            Option.optional(
                    "campaign-id",
                    OptionType.integer(1, 999_999_999),
                    "The campaign, for any other channel.");

    public static final Option<String> SEND_AT =
            Option.optional(
                    "send-at",
                    OptionType.COLUMN,
                    "Column with the time to send the message: a timestamp, a date, or"
                            + " seconds or milliseconds since 1970; null or a past time sends"
                            + " it at once.");

    public static final Option<Boolean> ALLOW_REPEATS =
            Option.of(
                    "allow-repeats",
                    OptionType.flag(),
                    "true",
                    "Whether a marketing campaign may reach a user more than once.");

    public static final List<Option<?>> ALL =
            List.of(
                    SharedOptions.EMAIL,
                    SharedOptions.USER_ID,
                    CHANNEL,
                    JOURNEY_ID,
                    CAMPAIGN_ID,
                    SEND_AT,
                    ALLOW_REPEATS,
                    SharedOptions.MAPPINGS,
                    SharedOptions.STATIC);

    private TriggerOptions() {}
}
