/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

/**
 * Text from rows and servers made fit for any database column: bounded, no NUL (PostgreSQL takes
 * none), no half of a surrogate pair.
 */
public final class LedgerText {

    /** Fits the 2704 bytes an index entry of PostgreSQL may have, at three bytes a character. */
    public static final int KEY = 500;

    public static final int CODE = 200;
    public static final int DETAIL = 2000;

    private LedgerText() {}

    public static String bounded(String text, int limit) {
        String clean = clean(text);
        if (clean.length() <= limit) {
            return clean;
        }
        // The hash keeps two long keys apart that begin alike.
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
