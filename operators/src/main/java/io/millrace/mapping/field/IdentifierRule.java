/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import io.millrace.row.IdentifierKind;

/**
 * Which texts can be an identifier. Iterable decides whether an address is valid. Characters that
 * are invisible in a message are refused here, and the message spells them out.
 */
public final class IdentifierRule {

    private static final int MAX_USER_ID_LENGTH = 52;

    private IdentifierRule() {}

    /**
     * Returns the text unchanged.
     *
     * @param text without the white space around it
     * @throws UnmappableException if the text can't be an identifier of this kind
     */
    public static String checked(IdentifierKind kind, String text) {
        if (!isPrintableAscii(text)) {
            checkCharacters(kind, text);
        }
        if (kind == IdentifierKind.USER_ID && text.length() > MAX_USER_ID_LENGTH) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " has "
                            + text.length()
                            + " characters, and a user id has at most "
                            + MAX_USER_ID_LENGTH);
        }
        return text;
    }

    private static boolean isPrintableAscii(String text) {
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
                            ValueText.quoted(text) + " has an invisible character");
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
