/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The profile fields that Iterable itself uses, with their types. Source: Iterable's pages "User
 * Profile Fields Used by Iterable" and "Updating a User's Email Address or User ID".
 */
public enum ProfileField {
    EMAIL("email", FieldType.EMAIL),
    USER_ID("userId", FieldType.USER_ID),
    PHONE_NUMBER("phoneNumber", FieldType.PHONE_NUMBER),
    LOCALE("locale", FieldType.STRING),
    TIME_ZONE("timeZone", FieldType.STRING),
    IP("ip", FieldType.STRING),
    EMAIL_LIST_IDS("emailListIds", Words.SUBSCRIPTION),
    USER_LIST_IDS("userListIds", Words.SUBSCRIPTION),
    SUBSCRIBED_MESSAGE_TYPE_IDS("subscribedMessageTypeIds", Words.SUBSCRIPTION),
    UNSUBSCRIBED_CHANNEL_IDS("unsubscribedChannelIds", Words.SUBSCRIPTION),
    UNSUBSCRIBED_MESSAGE_TYPE_IDS("unsubscribedMessageTypeIds", Words.SUBSCRIPTION),
    RECEIVED_SMS_DISCLAIMER("receivedSMSDisclaimer", "is the state of SMS consent"),
    DEVICES("devices", Words.DEVICE),
    BROWSER_TOKENS("browserTokens", Words.DEVICE),
    SHOPPING_CART_ITEMS("shoppingCartItems", "is the cart, which only Iterable's cart call writes"),
    SIGNUP_DATE("signupDate", Words.MANAGED),
    SIGNUP_SOURCE("signupSource", Words.MANAGED),
    PROFILE_UPDATED_AT("profileUpdatedAt", Words.MANAGED),
    INTERNAL("itblInternal", Words.INTERNAL),
    INTELLIGENCE("itblDS", Words.INTERNAL),
    INTERNAL_USER_ID("itblUserId", Words.INTERNAL);

    private static final class Words {
        private static final String SUBSCRIPTION =
                "is subscription state, which profile updates must not write";
        private static final String DEVICE = "is kept by Iterable's calls for registering devices";
        private static final String MANAGED = "is kept by Iterable itself";
        private static final String INTERNAL = "is internal to Iterable";
    }

    private final String field;
    private final FieldType type;
    private final String refusal;

    ProfileField(String field, FieldType type) {
        this.field = field;
        this.type = type;
        this.refusal = "";
    }

    ProfileField(String field, String refusal) {
        this.field = field;
        this.type = FieldType.UNKNOWN;
        this.refusal = refusal;
    }

    /** The field with this name; empty if Iterable does not use it. */
    public static Optional<ProfileField> named(String field) {
        return Arrays.stream(values()).filter(own -> own.field.equals(field)).findFirst();
    }

    /** The types of the fields that a sync may write. */
    public static FieldTypes types() {
        Map<String, FieldType> types =
                Arrays.stream(values())
                        .filter(own -> own.type != FieldType.UNKNOWN)
                        .collect(Collectors.toMap(own -> own.field, own -> own.type));
        return new FieldTypes(types);
    }

    public FieldType type() {
        return type;
    }

    /** Why no sync may write the field; empty if a sync may. */
    public Optional<String> refusal() {
        return Optional.of(refusal).filter(reason -> !reason.isEmpty());
    }
}
