/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Why Iterable refuses a row.
 *
 * @param code short and stable: a bucket of {@code failedUpdates} or a {@code code} of Iterable
 * @param reason in words; empty if Iterable gives none
 * @param explained false if neither code nor reason names what is wrong with the row
 */
public record RowFault(String code, String reason, boolean explained) {

    static final String FORGOTTEN = "ForgottenUserError";
    static final String UNKNOWN_USER = "unknownUser";
    static final String DISALLOWED_EVENT = "disallowedEventNames";

    /** An update of a user there is not: nothing is to be done, and nothing is wrong. */
    public static final RowFault SKIPPED = new RowFault(RowFault.UNKNOWN_USER, "");

    private static final String INVALID_DATA = "invalidData";
    private static final String UNKNOWN = "unknownOutcome";

    public RowFault(String code, String reason) {
        this(code, reason, true);
    }

    /** A refusal whose cause Iterable does not name. */
    public static RowFault unexplained(String code, String reason) {
        return new RowFault(code, reason, false);
    }

    /** The same fault with what is likely to be its cause, in words. */
    public RowFault likely(String cause) {
        String words = "likely: " + cause;
        return new RowFault(code, reason.isEmpty() ? words : reason + ". " + words, true);
    }

    /** True if a value does not fit the type of its field. */
    public boolean isOfType() {
        return code.equals(RefusedFields.TYPES);
    }

    /** It may have been taken, and must not be sent twice. */
    public static RowFault unknown(String why) {
        return new RowFault(UNKNOWN, "it may have been sent and is not repeated: " + why);
    }

    /** True if no later try is made, as it may have been sent. */
    public boolean isFinal() {
        return code.equals(UNKNOWN);
    }

    /** True if the user may only not be visible yet. */
    public boolean isUserNotFound() {
        return code.startsWith("notFound");
    }

    /** The same refusal, of a user who is unknown even after the visibility delay. */
    public RowFault ofUnknownUser() {
        return new RowFault(UNKNOWN_USER, reason, explained);
    }

    /** True if the project tracks no events of this name. */
    public boolean isDisallowedEvent() {
        return code.equals(DISALLOWED_EVENT);
    }

    /** True if the user asked to be forgotten: nothing is held of it, nor will be. */
    public boolean isForgotten() {
        return code.equals(FORGOTTEN) || code.startsWith("forgotten");
    }

    /**
     * What it means that Iterable lists a value in a bucket of its answer, which has no words of
     * its own. A bucket unknown to us is told as it is.
     */
    static RowFault listed(String bucket, String value) {
        String words =
                switch (bucket) {
                    case "invalidEmails" -> value + " is no email address to Iterable";
                    case "invalidUserIds" -> value + " is no userId to Iterable";
                    case "invalidDataEmails", "invalidDataUserIds" ->
                            "a field of " + value + " has a value that Iterable can't take";
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
