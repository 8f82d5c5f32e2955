/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;

/**
 * Which texts can be an identifier. What Iterable alone can judge, such as whether an address is
 * one, is left to Iterable; what nobody can see in a message is refused here, and spelled out.
 */
final class IdentifierRule {

    private static final int LONGEST_USER_ID = 52;

    private IdentifierRule() {}

    /**
     * The text itself.
     *
     * @param text without the white space around it
     * @throws UnmappableException if it can't be an identifier of this kind
     */
    static String checked(IdentifierKind kind, String text) {
        if (!isPlain(text)) {
            checkCharacters(kind, text);
        }
        if (kind == IdentifierKind.USER_ID && text.length() > LONGEST_USER_ID) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " has "
                            + text.length()
                            + " characters, and a user id has at most "
                            + LONGEST_USER_ID);
        }
        return text;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static void checkCharacters(IdentifierKind kind, String text) {
        switch (kind) {
            case EMAIL -> {
                if (!text.codePoints().allMatch(ValueText::isVisible)) {
                    throw new UnmappableException(
                            ValueText.quoted(text) + " has a character that can't be seen");
                }
            }
            case USER_ID ->
                    throw new UnmappableException(
                            ValueText.quoted(text)
                                    + " can't be a user id: those are printable ASCII characters");
            case ITEM_ID -> {}
        }
    }
}
