/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.UnmappableException;
import io.millrace.mapping.field.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Item ids of a catalog: at most 255 letters, digits and dashes. Encoding keeps letters and digits,
 * doubles a dash, and writes any other character as a dash and two hex digits for each byte of its
 * UTF-8 form: {@code A-7/Größe} becomes {@code A--7-2fGr-c3-b6-c3-9fe}. The encoding is reversible,
 * so different texts have different ids.
 */
final class ItemId {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9-]+");
    private static final int MAX_LENGTH = 255;

    private ItemId() {}

    /**
     * Returns the text unchanged.
     *
     * @throws UnmappableException if the text can't be an item id
     */
    static String strict(String text) {
        if (!VALID.matcher(text).matches()) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " can't be an item id: those are letters, digits and dashes; the"
                            + " sync's 'item-ids: encoded' encodes other characters");
        }
        return checkLength(text);
    }

    /**
     * Returns the encoded text.
     *
     * @throws UnmappableException if the encoded text is too long
     */
    static String encoded(String text) {
        StringBuilder id = new StringBuilder(text.length() + 8);
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (unit & 0xff);
            if (character < 0x80 && Character.isLetterOrDigit(character)) {
                id.append(character);
            } else if (character == '-') {
                id.append("--");
            } else {
                id.append('-').append(HexFormat.of().toHexDigits(unit));
            }
        }
        return checkLength(id.toString());
    }

    private static String checkLength(String id) {
        if (id.length() > MAX_LENGTH) {
            throw new UnmappableException(
                    String.format(
                            Locale.ROOT,
                            "the item id has %d characters, Iterable accepts at most %d",
                            id.length(),
                            MAX_LENGTH));
        }
        return id;
    }
}
