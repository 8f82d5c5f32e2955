/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;

/**
 * Encodes texts that may contain an unpaired surrogate: one half of a character such as an emoji,
 * which some SQL functions produce when they cut a text. UTF-8 has no form for it, and Flink writes
 * a question mark. This class writes the three bytes of the surrogate's number, so that different
 * texts stay different and the mapping can reject the text.
 */
public final class UnicodeText {

    private static final byte FIRST_BYTE = (byte) 0xED;
    private static final int FIRST_SECOND_BYTE = 0xA0;

    /** Replaces an unpaired surrogate in a string that was decoded from bytes. */
    public static final char REPLACEMENT = '\ufffd';

    private UnicodeText() {}

    /**
     * Returns false if the text contains an unpaired surrogate.
     *
     * @param decoded the text as a string, with {@link #REPLACEMENT} for an unpaired surrogate
     */
    public static boolean isWellFormed(StringData text, String decoded) {
        return decoded.indexOf(REPLACEMENT) < 0 || !hasSurrogate(bytes(text));
    }

    /** Returns the text in UTF-8, with three bytes for an unpaired surrogate. */
    static byte[] bytes(StringData text) {
        String java =
                text instanceof BinaryStringData binary && binary.getJavaObject() != null
                        ? binary.getJavaObject()
                        : "";
        return java.codePoints().anyMatch(UnicodeText::isUnpaired) ? encode(java) : text.toBytes();
    }

    private static boolean isUnpaired(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints().forEach(codePoint -> bytes.writeBytes(encode(codePoint)));
        return bytes.toByteArray();
    }

    private static byte[] encode(int codePoint) {
        return isUnpaired(codePoint)
                ? new byte[] {
                    (byte) (0xE0 | (codePoint >> 12)),
                    (byte) (0x80 | ((codePoint >> 6) & 0x3F)),
                    (byte) (0x80 | (codePoint & 0x3F))
                }
                : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasSurrogate(byte[] utf8) {
        for (int i = 0; i + 1 < utf8.length; i++) {
            if (utf8[i] == FIRST_BYTE && (utf8[i + 1] & 0xFF) >= FIRST_SECOND_BYTE) {
                return true;
            }
        }
        return false;
    }
}
