/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.range.Emission;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Makes of rows what a reader emits. Belongs to one range; not thread-safe. */
interface Gathering<T> {

    void add(EncodedRow row, Object[] key);

    /**
     * Whether a row may have a text in place of a value that could not be read. If not, such a
     * value ends the reading.
     */
    boolean takesUnreadable();

    /** Whether it is time to hand over what there is. */
    boolean isFull();

    /** All that is gathered; nothing is left. */
    List<Emission<T>> take();

    /** Makes one for each range. */
    @FunctionalInterface
    interface Factory<T> extends Serializable {

        /**
         * @param columns of the rows
         * @param encoder makes the rows
         */
        Gathering<T> create(RowType columns, RowEncoder encoder);
    }
}
