/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import io.millrace.row.value.ValueCodec;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** The columns of all {@link BufferedRow}s of one {@link RowEncoder}. */
final class RowColumns {

    private final LogicalType[] types;
    private final ValueCodec[] codecs;

    RowColumns(RowType type) {
        types = type.getChildren().toArray(LogicalType[]::new);
        codecs = type.getChildren().stream().map(ValueCodec::of).toArray(ValueCodec[]::new);
    }

    int width() {
        return types.length;
    }

    LogicalType type(int column) {
        return types[column];
    }

    ValueCodec codec(int column) {
        return codecs[column];
    }
}
