/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import org.apache.flink.table.data.RowData;

/**
 * A row whose bytes are already in the layout of {@link RowCodec}: {@code buffer()} from {@code
 * start()} up to {@code end()} is what {@link RowCodec#encode} makes of all its columns. Whoever
 * takes the columns as they are hashes, compares or copies these bytes and decodes nothing; to
 * everybody else it is a row like any other, whose values are decoded when they are asked for.
 *
 * <p>Other rows lie in the same buffer. The bytes don't change unless who made the row gives it up,
 * and must not be changed; a row that is held keeps its whole buffer, of some ten kilobytes. Rows
 * are equal if their bytes and kinds are.
 */
public interface EncodedRow extends RowData {

    byte[] buffer();

    /** Where the row begins: its first column's tag, or {@link #end()} if it has no columns. */
    int start();

    /** Behind the row's last byte. */
    int end();

    /**
     * Where a column begins, so that columns {@code from} up to {@code to} are the bytes from
     * {@code columnStart(from)} up to {@code columnStart(to)}.
     *
     * @param column from 0 to the number of columns; that number gives {@link #end()}
     */
    int columnStart(int column);

    /** Whether the column's value could not be read; it is null then to whoever asks for it. */
    boolean isUnreadableAt(int column);

    /** The row's bytes alone. */
    default byte[] toBytes() {
        byte[] bytes = new byte[end() - start()];
        System.arraycopy(buffer(), start(), bytes, 0, bytes.length);
        return bytes;
    }
}
