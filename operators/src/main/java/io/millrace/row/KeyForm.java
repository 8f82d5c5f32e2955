/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.List;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** What identifies a key within its bucket. */
public enum KeyForm {
    /** The hash of the whole key. */
    HASH,
    /** The place in its range, of a single integer column. */
    INTEGER,
    /** The place in its range, of a single column of days. */
    DAY,
    /** The place in its range, of a single decimal column without a fraction. */
    DECIMAL;

    /** Returns the form of a key of this single column, for keys that have a place. */
    static KeyForm placed(LogicalType column) {
        return switch (column.getTypeRoot()) {
            case DATE -> DAY;
            case DECIMAL -> DECIMAL;
            default -> INTEGER;
        };
    }

    public boolean isPlaced() {
        return this != HASH;
    }

    /** Returns the hash of the key with this value. */
    RowHash keyOf(long value) {
        return switch (this) {
            case HASH -> throw new IllegalStateException("a hash has no value");
            case INTEGER -> keyOf(new BigIntType(), value);
            case DAY -> keyOf(new DateType(), (int) value);
            case DECIMAL ->
                    keyOf(
                            new DecimalType(KeyBuckets.LONGEST_WHOLE_NUMBER, 0),
                            DecimalData.fromUnscaledLong(
                                    value, KeyBuckets.LONGEST_WHOLE_NUMBER, 0));
        };
    }

    private static RowHash keyOf(LogicalType type, Object value) {
        RowCodec codec = RowCodec.of(new RowType(List.of(new RowType.RowField("key", type))));
        return RowHash.ofKey(codec.encode(GenericRowData.of(value)));
    }
}
