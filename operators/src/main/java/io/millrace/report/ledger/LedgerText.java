/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.Cause;

/**
 * Makes text of rows and servers fit for any database column: bounded, without NUL, which
 * PostgreSQL refuses, and without half of a surrogate pair.
 */
public final class LedgerText {

    /** An index entry of PostgreSQL has at most 2704 bytes; a character takes three of them. */
    public static final int KEY = 500;

    public static final int CODE = 200;
    public static final int DETAIL = 2000;

    private LedgerText() {}

    static Cause bounded(Cause cause) {
        return new Cause(bounded(cause.code(), CODE), bounded(cause.message(), DETAIL));
    }

    /** The text, cut to {@code limit} characters. */
    public static String bounded(String text, int limit) {
        String clean = clean(text);
        if (clean.length() <= limit) {
            return clean;
        }
        // Two long keys may begin alike: the hash makes them different.
        String tail = "…#" + Integer.toHexString(text.hashCode());
        int cut = limit - tail.length();
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(cut - 1)) ? cut - 1 : cut)
                + tail;
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> fits(point) ? point : '\uFFFD')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean fits(int point) {
        return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    }
}
