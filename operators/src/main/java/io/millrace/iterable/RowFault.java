/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Why Iterable refuses a row.
 *
 * @param code short and stable: a bucket of {@code failedUpdates} or a {@code code} of Iterable
 * @param reason in words; empty if Iterable gives none
 * @param explained false if neither code nor reason gives the cause
 */
public record RowFault(String code, String reason, boolean explained) {

    static final String FORGOTTEN = "ForgottenUserError";
    static final String UNKNOWN_USER = "unknownUser";
    static final String DISALLOWED_EVENT = "disallowedEventNames";

    /** The update of a user that does not exist. Not an error: no call is required. */
    public static final RowFault SKIPPED = new RowFault(RowFault.UNKNOWN_USER, "");

    private static final String INVALID_DATA = "invalidData";
    private static final String UNKNOWN = "unknownOutcome";

    public RowFault(String code, String reason) {
        this(code, reason, true);
    }

    /** A refusal without a cause. */
    public static RowFault unexplained(String code, String reason) {
        return new RowFault(code, reason, false);
    }

    /** The same fault with a likely cause. */
    public RowFault likely(String cause) {
        String words = "likely: " + cause;
        return new RowFault(code, reason.isEmpty() ? words : reason + ". " + words, true);
    }

    /** True if a value does not fit the type of its field. */
    public boolean isOfType() {
        return code.equals(RefusedFields.TYPES);
    }

    /** The outcome is unknown, and the row must not be sent twice. */
    public static RowFault unknown(String why) {
        return new RowFault(UNKNOWN, "it may have been sent and is not repeated: " + why);
    }

    /** True if there is no further attempt, because the row may have been sent. */
    public boolean isFinal() {
        return code.equals(UNKNOWN);
    }

    /** True if Iterable does not find the user, which may still be within the visibility delay. */
    public boolean isUserNotFound() {
        return code.startsWith("notFound");
    }

    /** The same refusal after the visibility delay: the user does not exist. */
    public RowFault ofUnknownUser() {
        return new RowFault(UNKNOWN_USER, reason, explained);
    }

    /** True if the project refuses events with this name. */
    public boolean isDisallowedEvent() {
        return code.equals(DISALLOWED_EVENT);
    }

    /** True if the user is forgotten: Iterable stores no data of the user. */
    public boolean isForgotten() {
        return code.equals(FORGOTTEN) || code.startsWith("forgotten");
    }

    /**
     * Explains a value in a bucket of the response, as Iterable gives no reason. The name of an
     * unknown bucket is the code, the value the reason.
     */
    static RowFault listed(String bucket, String value) {
        String words =
                switch (bucket) {
                    case "invalidEmails" -> value + " is not an email address to Iterable";
                    case "invalidUserIds" -> value + " is not a userId to Iterable";
                    case "invalidDataEmails", "invalidDataUserIds" ->
                            "a field of " + value + " has a value that Iterable does not accept";
                    case "conflictEmails" -> "another user has the email " + value;
                    case "conflictUserIds" -> "another user has the userId " + value;
                    case "forgottenEmails", "forgottenUserIds" ->
                            value + " was forgotten and is refused until it is unforgotten";
                    case "notFoundEmails", "notFoundUserIds" -> "there is no user " + value;
                    default -> value;
                };
        return bucket.startsWith(INVALID_DATA)
                ? unexplained(bucket, words)
                : new RowFault(bucket, words);
    }
}
