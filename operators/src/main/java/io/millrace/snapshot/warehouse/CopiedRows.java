/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.copy.CopyOut;

/**
 * Rows as PostgreSQL sends them for {@code COPY} in binary format. The driver makes nothing of them
 * but one array a row. It can't give up a copy reliably: who leaves before the end closes the
 * connection. Format: the manual's page on COPY, "Binary Format".
 */
final class CopiedRows implements RangeRows {

    private static final byte[] SIGNATURE =
            "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final int FLAGS_BYTES = Integer.BYTES;
    private static final int NULL_LENGTH = -1;
    private static final int TRAILER = -1;
    private static final Object[] NO_KEY = {};

    private final CopyOut copy;
    private final ColumnEncoder[] encoders;
    private final RowEncoder encoder;
    private EncodedRow row;
    private boolean begun;
    private boolean through;
    private byte[] message;
    private int position;

    CopiedRows(CopyOut copy, List<ColumnEncoder> encoders, RowEncoder encoder) {
        this.copy = copy;
        this.encoders = encoders.toArray(ColumnEncoder[]::new);
        this.encoder = encoder;
    }

    /** A row with a value that only the driver can read, or refuse, ends it. */
    @Override
    public boolean next() throws SQLException {
        if (!receive()) {
            return false;
        }
        for (ColumnEncoder column : encoders) {
            int length = number();
            if (length == NULL_LENGTH) {
                encoder.writeNull();
            } else if (column.encode(message, position, length, encoder)) {
                position += length;
            } else {
                encoder.abandonRow();
                return false;
            }
        }
        row = encoder.endRow();
        return true;
    }

    @Override
    public boolean skip() throws SQLException {
        return receive();
    }

    /** The server sends each row as a message of its own, the first one behind the header. */
    private boolean receive() throws SQLException {
        message = copy.readFromCopy();
        if (message == null) {
            throw new SQLException("the server sent no end of its rows");
        }
        position = 0;
        if (!begun) {
            readHeader();
        }
        int fields = (short) SHORTS.get(message, position);
        position += Short.BYTES;
        if (fields == TRAILER) {
            through = true;
            // Lets the driver see that the statement is over.
            if (copy.readFromCopy() != null) {
                throw new SQLException("the server sent rows behind their end");
            }
            return false;
        }
        if (fields < encoders.length) {
            throw new SQLException("the server sent rows of " + fields + " columns");
        }
        return true;
    }

    private void readHeader() throws SQLException {
        begun = true;
        if (!Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SQLException("the server sent rows in an unknown format");
        }
        position = SIGNATURE.length + FLAGS_BYTES;
        int extension = number();
        position += extension;
    }

    private int number() {
        int value = (int) INTS.get(message, position);
        position += Integer.BYTES;
        return value;
    }

    @Override
    public boolean isThrough() {
        return through;
    }

    @Override
    public EncodedRow row() {
        return row;
    }

    @Override
    public Object[] key() {
        return NO_KEY;
    }
}
