/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

/**
 * Removes white space around a text: blanks, line ends, no-break and zero-width spaces, byte order
 * marks, and other invisible characters, which people and spreadsheets add by accident.
 */
final class SurroundingSpace {

    private SurroundingSpace() {}

    /** Returns the text without surrounding white space; may be empty. */
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char character) {
        if (character > ' ' && character <= '~') {
            return false;
        }
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}
