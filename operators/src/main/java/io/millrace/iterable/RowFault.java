/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

/**
 * Why Iterable refuses a row.
 *
 * @param code short and stable: a bucket of {@code failedUpdates} or a {@code code} of Iterable
 * @param reason in words; empty if Iterable gives none
 */
public record RowFault(String code, String reason) {

    static final String FORGOTTEN = "ForgottenUserError";
    static final String DISALLOWED_EVENT = "disallowedEventNames";

    /** An update of a user there is not: nothing is to be done, and nothing is wrong. */
    public static final RowFault SKIPPED = new RowFault("unknownUser", "");

    private static final String UNKNOWN = "unknownOutcome";

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
        return new RowFault(
                bucket,
                switch (bucket) {
                    case "invalidEmails" -> value + " is no email address to Iterable";
                    case "invalidUserIds" -> value + " is no userId to Iterable";
                    case "invalidDataEmails", "invalidDataUserIds" ->
                            "a field of " + value + " has a value its type in Iterable can't hold";
                    case "conflictEmails" -> "another user has the email " + value;
                    case "conflictUserIds" -> "another user has the userId " + value;
                    case "forgottenEmails", "forgottenUserIds" ->
                            value + " was forgotten and is refused until it is unforgotten";
                    case "notFoundEmails", "notFoundUserIds" -> "there is no user " + value;
                    default -> value;
                });
    }
}
