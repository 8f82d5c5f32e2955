/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;

/**
 * Writes a column's value from the bytes the server sent, without a value between. What it writes
 * is what the column's {@link ColumnReader} would have led to.
 */
interface ColumnEncoder {

    /**
     * @param raw has the bytes of a value that is not null, from {@code at} on
     * @return false, and nothing is written, if the value is for the {@link ColumnReader}: because
     *     it can't be read as declared, or is too rare to be worth a way of its own
     */
    boolean encode(byte[] raw, int at, int length, RowEncoder row);
}
