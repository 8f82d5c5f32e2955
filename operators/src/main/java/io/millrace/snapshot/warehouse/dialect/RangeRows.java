/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.row.EncodedRow;
import java.sql.SQLException;

/** The rows that the server returns for a range, one after another. */
public interface RangeRows {

    /**
     * Reads the next row.
     *
     * @return false if there is no further row, or the next row can't be read in this way; see
     *     {@link #isExhausted()}
     */
    boolean next() throws SQLException;

    /**
     * Passes over the next row.
     *
     * @return false if there is none
     */
    boolean skip() throws SQLException;

    /** Whether the range has no further rows. */
    boolean isExhausted();

    /** The row that {@link #next()} read. */
    EncodedRow row();

    /** Key values as fetched; empty if keys are not wanted or a key value is null. */
    Object[] key();
}
