/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import io.millrace.row.value.EncodedValue;
import io.millrace.row.value.ValueTag;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Computes the route of a row: rows of one identity have the same route. The route of a row without
 * an identifier is the hash of its key. Not thread-safe.
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
     * @param values values of the row in the layout of {@link RowCodec}
     * @param keyLow lower half of the hash of the row's key
     */
    public long of(byte[] values, long keyLow) {
        int text = asciiText(values);
        return text == NOT_FOUND ? decoded(values, keyLow) : RowHash.toLong(normalised, 0, text);
    }

    private long decoded(byte[] values, long keyLow) {
        RowData row = codec.decodeLeading(values, layout.identifier() + 1);
        return of(row, layout.identifier(), keyLow);
    }

    /** Returns the route of rows with this identifier. */
    public static long of(IdentifierKind kind, String identifier) {
        byte[] text = kind.normalise(identifier).getBytes(StandardCharsets.UTF_8);
        return RowHash.toLong(text, 0, text.length);
    }

    /**
     * Returns the route of a decoded row.
     *
     * @param position position of the identifier in {@code row}
     */
    public long of(RowData row, int position, long keyLow) {
        return IdentifierText.of(row, position, identifierType)
                .map(identifier -> of(layout.identifierKind(), identifier))
                .orElse(keyLow);
    }

    /**
     * Normalises a short identifier of visible ASCII characters without decoding the row. Almost
     * all identifiers are such texts.
     *
     * @return the length of the identifier in {@code normalised}; {@link #NOT_FOUND} if the row
     *     must be decoded
     */
    private int asciiText(byte[] values) {
        int at = 0;
        for (int column = 0; column < layout.identifier() && at != EncodedValue.UNKNOWN; column++) {
            at = EncodedValue.end(values, at);
        }
        if (at == EncodedValue.UNKNOWN || values[at] != ValueTag.STRING) {
            return NOT_FOUND;
        }
        int end = EncodedValue.end(values, at);
        int from = at + 2;
        int length = end - from;
        // The length of a longer text takes more than one byte.
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
