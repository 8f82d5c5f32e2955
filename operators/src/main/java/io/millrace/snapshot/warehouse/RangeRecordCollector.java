/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Collects a range's rows into the records that a reader emits. Not thread-safe. */
interface RangeRecordCollector<T> {

    /**
     * @param key values as fetched; empty if they are not wanted or one is null
     */
    void add(EncodedRow row, Object[] key);

    /**
     * Whether a row may contain a text in place of a value that can't be read. If not, an
     * unreadable value ends the read.
     */
    boolean takesUnreadable();

    /** Whether {@link #take()} should be called now. */
    boolean isFull();

    /** Returns the collected records and removes them. */
    List<RangeRecord<T>> take();

    /** Creates an instance for each range. */
    @FunctionalInterface
    interface Factory<T> extends Serializable {

        /**
         * @param columns of the rows
         * @param encoder encodes the rows that are added
         */
        RangeRecordCollector<T> create(RowType columns, RowEncoder encoder);
    }
}
