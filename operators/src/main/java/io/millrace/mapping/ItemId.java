/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Item ids of a catalog: letters, digits and dashes, at most 255. Encoded, letters and digits stay;
 * a dash is written twice; any other character is a dash and two hex digits for each byte of its
 * UTF-8 form. No two texts have the same id, and the text can be read back from it: {@code
 * A-7/Größe} is {@code A--7-2fGr-c3-b6-c3-9fe}.
 */
final class ItemId {

    private static final Pattern FITS = Pattern.compile("[A-Za-z0-9-]+");
    private static final int LONGEST = 255;

    private ItemId() {}

    /**
     * The text itself.
     *
     * @throws UnmappableException if it can't be an item id
     */
    static String strict(String text) {
        if (!FITS.matcher(text).matches()) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " can't be an item id: those are letters, digits and dashes; the"
                            + " sync's 'item-ids: encoded' writes others so");
        }
        return checkLength(text);
    }

    /**
     * The text in characters an item id may have.
     *
     * @throws UnmappableException if it is too long then
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
        if (id.length() > LONGEST) {
            throw new UnmappableException(
                    String.format(
                            Locale.ROOT,
                            "the item id has %d characters, Iterable takes %d",
                            id.length(),
                            LONGEST));
        }
        return id;
    }
}
