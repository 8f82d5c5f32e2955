/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import java.util.Locale;

/** Values of rows in messages: shortened, with invisible characters spelled out. */
public final class ValueText {

    private static final int MAX_LENGTH = 60;

    private ValueText() {}

    /** The text in quotes, with invisible characters as {@code <U+200B>}, cut after 60. */
    public static String quoted(String value) {
        StringBuilder text = new StringBuilder("'");
        value.codePoints().limit(MAX_LENGTH).forEach(character -> append(text, character));
        if (value.codePointCount(0, value.length()) > MAX_LENGTH) {
            text.append('…');
        }
        return text.append('\'').toString();
    }

    private static void append(StringBuilder text, int character) {
        if (isVisible(character)) {
            text.appendCodePoint(character);
        } else {
            text.append(String.format(Locale.ROOT, "<U+%04X>", character));
        }
    }

    /** A plain space counts as visible. */
    static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
