/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.nio.charset.StandardCharsets;

/** Finds the bounds of encoded values without decoding them. */
public final class EncodedValue {

    /** The end of a value that is only found by decoding the value. */
    public static final int UNKNOWN = -1;

    private EncodedValue() {}

    /**
     * Finds the end of a value.
     *
     * @param at position of the value's tag
     * @return the position after the value; {@link #UNKNOWN} for a nested value and for a decimal
     *     of more than 127 bytes
     */
    public static int end(byte[] values, int at) {
        int payload = at + 1;
        return switch (values[at]) {
            case ValueTag.NULL -> payload;
            case ValueTag.BOOLEAN -> payload + 1;
            case ValueTag.FLOAT -> payload + Float.BYTES;
            case ValueTag.DOUBLE -> payload + Double.BYTES;
            case ValueTag.INTEGER, ValueTag.DATE, ValueTag.TIME -> Varint.end(values, payload);
            case ValueTag.TIMESTAMP, ValueTag.INSTANT ->
                    Varint.end(values, Varint.end(values, payload));
            case ValueTag.STRING, ValueTag.BYTES, ValueTag.UNREADABLE ->
                    Varint.end(values, payload) + (int) Varint.read(values, payload);
            case ValueTag.DECIMAL -> {
                int size = Varint.end(values, payload);
                yield values[size] < 0 ? UNKNOWN : size + 1 + values[size];
            }
            default -> UNKNOWN;
        };
    }

    /**
     * Returns the message that replaces an unreadable value.
     *
     * @param at position of the tag, which is {@link ValueTag#UNREADABLE}
     */
    public static String unreadableMessage(byte[] values, int at) {
        int text = Varint.end(values, at + 1);
        int length = (int) Varint.read(values, at + 1);
        return new String(values, text, length, StandardCharsets.UTF_8);
    }
}
