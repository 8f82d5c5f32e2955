/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.Locale;
import org.apache.commons.validator.routines.EmailValidator;

/** The rules of the two identifiers. */
final class Identity {

    static final int MAXIMUM_USER_ID_LENGTH = 52;
    static final String PLACEHOLDER_DOMAIN = "@placeholder.email";

    private Identity() {}

    /** How an email is stored and compared. */
    static String normalEmail(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    static boolean isEmail(String email) {
        return EmailValidator.getInstance().isValid(email);
    }

    static boolean isUserId(String userId) {
        return !userId.isEmpty()
                && userId.length() <= MAXIMUM_USER_ID_LENGTH
                && !userId.endsWith(" ")
                && userId.chars().allMatch(letter -> letter >= ' ' && letter <= '~');
    }
}
