/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a {@code COPY} in binary format, one array each. The driver can't end a copy
 * reliably, so a caller that stops before the end must close the connection. Format: the manual's
 * page on COPY, "Binary Format".
 */
public final class CopiedRows implements RangeRows {

    private static final byte[] SIGNATURE =
            "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int FLAGS_BYTES = Integer.BYTES;
    private static final int NULL_LENGTH = -1;
    private static final int TRAILER = -1;
    private static final Object[] NO_KEY = {};

    private final CopyOut copy;
    private final ColumnEncoder[] encoders;
    private final RowEncoder encoder;
    private EncodedRow row;
    private boolean headerRead;
    private boolean exhausted;
    private byte[] message;
    private int position;

    CopiedRows(CopyOut copy, List<ColumnEncoder> encoders, RowEncoder encoder) {
        this.copy = copy;
        this.encoders = encoders.toArray(ColumnEncoder[]::new);
        this.encoder = encoder;
    }

    /** Returns false at a row with a value that only the driver can read or refuse. */
    @Override
    public boolean next() throws SQLException {
        if (!receive()) {
            return false;
        }
        for (ColumnEncoder column : encoders) {
            int length = readInt();
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

    /** Receives a message: one row, the first one after the header; false at the end. */
    private boolean receive() throws SQLException {
        message = copy.readFromCopy();
        if (message == null) {
            throw new SQLException("the server sent no end of its rows");
        }
        position = 0;
        if (!headerRead) {
            readHeader();
        }
        int fields = NetworkBytes.int16(message, position);
        position += Short.BYTES;
        if (fields == TRAILER) {
            exhausted = true;
            // The driver completes the statement with this read.
            if (copy.readFromCopy() != null) {
                throw new SQLException("the server sent rows after their end");
            }
            return false;
        }
        if (fields < encoders.length) {
            throw new SQLException("the server sent rows of " + fields + " columns");
        }
        return true;
    }

    private void readHeader() throws SQLException {
        headerRead = true;
        if (!Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SQLException("the server sent rows in an unknown format");
        }
        position = SIGNATURE.length + FLAGS_BYTES;
        int extensionBytes = readInt();
        position += extensionBytes;
    }

    private int readInt() {
        int value = NetworkBytes.int32(message, position);
        position += Integer.BYTES;
        return value;
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
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
