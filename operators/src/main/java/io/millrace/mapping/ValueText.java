/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.util.Locale;

/** Values of rows in messages: short, and with each invisible character spelled out. */
final class ValueText {

    private static final int LONGEST = 60;

    private ValueText() {}

    /** The text in quotes, its invisible characters as {@code <U+200B>}; cut if it is long. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("'");
        value.codePoints().limit(LONGEST).forEach(character -> append(text, character));
        if (value.codePointCount(0, value.length()) > LONGEST) {
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

    /** True for a plain space too. */
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
