/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import io.millrace.row.RowEncoder;

/**
 * Encodes a column's values directly from the bytes the server sent. The result equals what the
 * column's {@link ColumnReader} and {@link RowEncoder#writeValue} produce. Called once for each
 * value: must not allocate.
 */
public interface ColumnEncoder {

    /**
     * @param raw contains the bytes of a value that is not NULL, from {@code at} on
     * @return false, with nothing written, if the {@link ColumnReader} must read the value: it
     *     can't be read as declared, or it is too rare to be worth code here
     */
    boolean encode(byte[] raw, int at, int length, RowEncoder row);
}
