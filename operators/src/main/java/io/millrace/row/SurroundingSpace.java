/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

/**
 * White space around a text, as people and spreadsheets leave it behind: blanks, line ends,
 * no-break and zero-width spaces, byte order marks, and other characters that can't be seen.
 */
final class SurroundingSpace {

    private SurroundingSpace() {}

    /** The text without it; empty if there is nothing else. */
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
