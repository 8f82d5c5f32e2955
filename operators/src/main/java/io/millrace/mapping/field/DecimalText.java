/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads numbers from texts. */
public final class DecimalText {

    /** Far above the length of a price; longer texts are not parsed, as that may take long. */
    private static final int MAX_LENGTH = 100;

    private DecimalText() {}

    /** The number with the digits of the text; empty if the text is not a number. */
    public static Optional<BigDecimal> parse(String text) {
        String stripped = text.strip();
        if (stripped.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(stripped));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
