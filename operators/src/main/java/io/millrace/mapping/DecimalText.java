/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers that are held as text. */
final class DecimalText {

    /** Far more than any price has; a text that is longer is not tried. */
    private static final int LONGEST = 100;

    private DecimalText() {}

    /** The number exactly as it is written; empty if the text is none. */
    static Optional<BigDecimal> of(String text) {
        String bare = text.strip();
        if (bare.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(bare));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
