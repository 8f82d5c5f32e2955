/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.Locale;
import org.apache.commons.validator.routines.EmailValidator;

/** The rules for emails and userIds. */
public final class IdentifierRules {

    static final int MAXIMUM_USER_ID_LENGTH = 52;
    public static final String PLACEHOLDER_DOMAIN = "@placeholder.email";

    private IdentifierRules() {}

    /** The form in which an email is stored and compared. */
    public static String normalEmail(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    public static boolean isEmail(String email) {
        return EmailValidator.getInstance().isValid(email);
    }

    public static boolean isUserId(String userId) {
        return !userId.isEmpty()
                && userId.length() <= MAXIMUM_USER_ID_LENGTH
                && !userId.endsWith(" ")
                && userId.chars().allMatch(letter -> letter >= ' ' && letter <= '~');
    }
}
