/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Finds the route of a row: rows of one Iterable identity share it. A row without an identifier has
 * nobody to share its order with but its own key. Not thread-safe.
 */
public final class RowRoute {

    private static final int NOT_FOUND = -1;
    private static final byte DELETE = 0x7f;

    private final RowLayout layout;
    private final RowCodec codec;
    private final LogicalType identifierType;
    private byte[] normalised = new byte[64];

    public RowRoute(RowLayout layout) {
        this.layout = layout;
        this.codec = RowCodec.of(layout.columns());
        this.identifierType = layout.columns().getTypeAt(layout.identifier());
    }

    /**
     * @param values of the row in the layout of {@link RowCodec}
     * @param keyLow lower half of the hash of its key
     */
    public long of(byte[] values, long keyLow) {
        int text = asciiText(values);
        return text == NOT_FOUND ? decoded(values, keyLow) : RowHash.toLong(normalised, 0, text);
    }

    private long decoded(byte[] values, long keyLow) {
        RowData row = codec.decodeLeading(values, layout.identifier() + 1);
        return of(row, layout.identifier(), keyLow);
    }

    /** The route of rows that name this identity. */
    public static long of(IdentifierKind kind, String identifier) {
        byte[] text = kind.normalise(identifier).getBytes(StandardCharsets.UTF_8);
        return RowHash.toLong(text, 0, text.length);
    }

    /** The same of a row in another layout, in which the identifier is at {@code position}. */
    public long of(RowData row, int position, long keyLow) {
        return IdentifierText.of(row, position, identifierType)
                .map(identifier -> of(layout.identifierKind(), identifier))
                .orElse(keyLow);
    }

    /**
     * Takes the usual identifier, visible ASCII without blanks, without decoding anything.
     *
     * @return how long it is; {@link #NOT_FOUND} if it is another one
     */
    private int asciiText(byte[] values) {
        int at = 0;
        for (int column = 0; column < layout.identifier() && at != ValueCodec.UNKNOWN; column++) {
            at = ValueCodec.skip(values, at);
        }
        if (at == ValueCodec.UNKNOWN || values[at] != ValueCodec.STRING) {
            return NOT_FOUND;
        }
        int end = ValueCodec.skip(values, at);
        int from = at + 2;
        int length = end - from;
        // One byte says how long the text is if it is shorter than this.
        if (length <= 0 || length >= 0x80) {
            return NOT_FOUND;
        }
        if (normalised.length < length) {
            normalised = new byte[0x80];
        }
        boolean folds = layout.identifierKind() == IdentifierKind.EMAIL;
        for (int index = 0; index < length; index++) {
            byte letter = values[from + index];
            if (letter <= ' ' || letter == DELETE) {
                return NOT_FOUND;
            }
            normalised[index] =
                    folds && letter >= 'A' && letter <= 'Z'
                            ? (byte) (letter + ('a' - 'A'))
                            : letter;
        }
        return length;
    }
}
