/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import java.sql.SQLException;

/** The rows the server gives for a range, one after another. */
interface RangeRows {

    /**
     * Goes on to the next row.
     *
     * @return false if there is none that can be read in this way; see {@link #isThrough()}
     */
    boolean next() throws SQLException;

    /**
     * Leaves the next row out.
     *
     * @return false if there is none
     */
    boolean skip() throws SQLException;

    /** Whether the range has no more rows. */
    boolean isThrough();

    EncodedRow row();

    /** Values as fetched; none if keys are not wanted, or the row's has a null. */
    Object[] key();
}
