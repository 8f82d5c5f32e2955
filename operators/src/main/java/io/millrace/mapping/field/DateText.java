/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * The texts that Iterable reads as a date ("Field Data Types" in its documentation): a day; a day
 * and a time, with or without an offset; and the form with a T, milliseconds and an offset.
 */
final class DateText {

    private static final int DAY_LENGTH = 10;
    private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d";
    private static final String OFFSET = "[+-]\\d{2}:?\\d{2}";
    private static final Pattern FORMS =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}"
                            + "( %1$s( %2$s)?|T%1$s\\.\\d{3}(Z|%2$s))?".formatted(TIME, OFFSET));

    private DateText() {}

    static boolean isDate(String text) {
        if (!FORMS.matcher(text).matches()) {
            return false;
        }
        try {
            LocalDate.parse(text.substring(0, DAY_LENGTH));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
