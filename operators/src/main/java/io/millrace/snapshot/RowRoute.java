/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Finds the route of a row: rows of one Iterable identity share it. A row without an identifier has
 * nobody to share its order with but its own key.
 */
public final class RowRoute {

    private final RowLayout layout;
    private final RowCodec codec;
    private final LogicalType identifierType;

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
        RowData row = codec.decodeLeading(values, layout.identifier() + 1);
        return IdentifierText.of(row, layout.identifier(), identifierType)
                .map(layout.identifierKind()::normalise)
                .map(text -> RowHash.toLong(text.getBytes(StandardCharsets.UTF_8)))
                .orElse(keyLow);
    }
}
