/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;

/**
 * Texts that may hold half a character: one of the two surrogates that make an emoji in a Java
 * string, without the other. Some functions of SQL leave it behind. UTF-8 has no form for it, and
 * Flink writes a question mark; here it keeps the three bytes of its number, so that no two texts
 * become the same and the text can be refused by whoever sends it.
 */
public final class UnicodeText {

    private static final byte FIRST_BYTE = (byte) 0xED;
    private static final int FIRST_SECOND_BYTE = 0xA0;

    /** Stands for half a character in a text that was read from its bytes. */
    public static final char REPLACEMENT = '\ufffd';

    private UnicodeText() {}

    /**
     * False if the text holds half a character.
     *
     * @param decoded the text as a string, in which a half is a replacement character
     */
    public static boolean isWellFormed(StringData text, String decoded) {
        return decoded.indexOf(REPLACEMENT) < 0 || !holdsHalf(bytes(text));
    }

    /** The text in UTF-8, with halves as they are. */
    static byte[] bytes(StringData text) {
        String java =
                text instanceof BinaryStringData binary && binary.getJavaObject() != null
                        ? binary.getJavaObject()
                        : "";
        return java.codePoints().anyMatch(UnicodeText::isHalf) ? encode(java) : text.toBytes();
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints().forEach(codePoint -> bytes.writeBytes(encode(codePoint)));
        return bytes.toByteArray();
    }

    private static byte[] encode(int codePoint) {
        return isHalf(codePoint)
                ? new byte[] {
                    (byte) (0xE0 | (codePoint >> 12)),
                    (byte) (0x80 | ((codePoint >> 6) & 0x3F)),
                    (byte) (0x80 | (codePoint & 0x3F))
                }
                : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean holdsHalf(byte[] utf8) {
        for (int i = 0; i + 1 < utf8.length; i++) {
            if (utf8[i] == FIRST_BYTE && (utf8[i + 1] & 0xFF) >= FIRST_SECOND_BYTE) {
                return true;
            }
        }
        return false;
    }
}
