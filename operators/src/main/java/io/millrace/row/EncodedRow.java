/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import org.apache.flink.table.data.RowData;

/**
 * A row whose bytes are already in the layout of {@link RowCodec}: {@code buffer()} from {@code
 * start()} to {@code end()} equals the result of {@link RowCodec#encode} for all columns. Code that
 * knows this type hashes, compares or copies the bytes and decodes nothing. The methods of {@link
 * RowData} decode a value on each call.
 *
 * <p>Other rows share the buffer, and a reference to a row retains its whole buffer, some ten
 * kilobytes. Don't change the bytes; they stay valid until the encoder is cleared. Rows are equal
 * if their bytes and row kinds are equal.
 */
public interface EncodedRow extends RowData {

    byte[] buffer();

    /** Position of the first column's tag; {@link #end()} if the row has no columns. */
    int start();

    /** The position after the row's last byte. */
    int end();

    /**
     * Returns the position of a column's tag.
     *
     * @param column from 0; the number of columns gives {@link #end()}
     */
    int columnStart(int column);

    /** Whether the column's value could not be read; the methods of RowData return null for it. */
    boolean isUnreadableAt(int column);

    /** Returns a copy of the row's bytes. */
    default byte[] toBytes() {
        byte[] bytes = new byte[end() - start()];
        System.arraycopy(buffer(), start(), bytes, 0, bytes.length);
        return bytes;
    }
}
