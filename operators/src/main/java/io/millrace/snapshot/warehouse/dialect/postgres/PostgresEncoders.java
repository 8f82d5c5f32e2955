/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.column.SourceKind;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Chooses encoders for the values PostgreSQL sends: text unchanged, other types from their binary
 * format. Formats: {@code src/backend/utils/adt} of PostgreSQL, the {@code *_send} functions.
 * Encoders allocate nothing.
 */
final class PostgresEncoders {

    /** The one integer type that is not signed. */
    private static final String UNSIGNED = "oid";

    private static final Set<String> TEXTS =
            Set.of("text", "varchar", "bpchar", "name", "citext", "json");

    /** The declared types whose values are also encoded from the server's text format. */
    private static final Set<LogicalTypeRoot> READABLE_IN_TEXT_FORMAT =
            EnumSet.of(
                    LogicalTypeRoot.BOOLEAN,
                    LogicalTypeRoot.CHAR,
                    LogicalTypeRoot.VARCHAR,
                    LogicalTypeRoot.BINARY,
                    LogicalTypeRoot.VARBINARY);

    private static final short[] HEX = hexDigits();

    private PostgresEncoders() {}

    /**
     * Empty if the column must be read by its {@link
     * io.millrace.snapshot.warehouse.column.ColumnReader}.
     *
     * @param binary whether the server sends the column in binary format
     * @param utf8 whether text is certain to arrive as valid UTF-8
     */
    static Optional<ColumnEncoder> of(
            SourceColumn column, LogicalType declared, boolean binary, boolean utf8) {
        boolean readable = binary || READABLE_IN_TEXT_FORMAT.contains(declared.getTypeRoot());
        if (!readable || column.typeName().equals(UNSIGNED)) {
            return Optional.empty();
        }
        return switch (declared.getTypeRoot()) {
            case BOOLEAN -> when(column.kind() == SourceKind.BOOLEAN, booleans(binary));
            case TINYINT -> integers(column, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> integers(column, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> integers(column, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> integers(column, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> when(column.kind() == SourceKind.REAL, PostgresEncoders::real);
            case DOUBLE -> doubles(column);
            case DECIMAL -> decimals(column, (DecimalType) declared);
            case CHAR, VARCHAR -> utf8 ? texts(column, binary) : Optional.empty();
            case BINARY, VARBINARY ->
                    when(column.kind() == SourceKind.BINARY, PostgresEncoders::bytes);
            case DATE -> when(column.kind() == SourceKind.DATE, PostgresTemporal::date);
            case TIME_WITHOUT_TIME_ZONE ->
                    when(column.kind() == SourceKind.TIME, PostgresTemporal::time);
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    when(column.kind() == SourceKind.TIMESTAMP, PostgresTemporal::timestamp);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    when(column.kind() == SourceKind.INSTANT, PostgresTemporal::instant);
            case ARRAY,
                    TIMESTAMP_WITH_TIME_ZONE,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_DAY_TIME,
                    MULTISET,
                    MAP,
                    ROW,
                    DISTINCT_TYPE,
                    STRUCTURED_TYPE,
                    NULL,
                    RAW,
                    SYMBOL,
                    UNRESOLVED,
                    DESCRIPTOR,
                    VARIANT,
                    BITMAP ->
                    Optional.empty();
        };
    }

    private static Optional<ColumnEncoder> when(boolean possible, ColumnEncoder encoder) {
        return possible ? Optional.of(encoder) : Optional.empty();
    }

    private static ColumnEncoder booleans(boolean binary) {
        byte yes = (byte) (binary ? 1 : 't');
        return (raw, at, length, row) -> {
            row.writeBoolean(raw[at] == yes);
            return true;
        };
    }

    private static Optional<ColumnEncoder> integers(SourceColumn column, long least, long most) {
        if (column.kind() == SourceKind.INTEGER) {
            return Optional.of(
                    (raw, at, length, row) -> {
                        long value = NetworkBytes.integer(raw, at, length);
                        boolean fits = value >= least && value <= most;
                        if (fits) {
                            row.writeInteger(value);
                        }
                        return fits;
                    });
        }
        return when(
                column.kind() == SourceKind.DECIMAL,
                (raw, at, length, row) ->
                        PostgresNumeric.writeInteger(raw, at, length, row, least, most));
    }

    private static Optional<ColumnEncoder> doubles(SourceColumn column) {
        return switch (column.kind()) {
            case INTEGER ->
                    Optional.of(
                            (raw, at, length, row) -> {
                                row.writeDouble((double) NetworkBytes.integer(raw, at, length));
                                return true;
                            });
            case REAL ->
                    Optional.of(
                            (raw, at, length, row) -> {
                                row.writeDouble(Float.intBitsToFloat(NetworkBytes.int32(raw, at)));
                                return true;
                            });
            case DOUBLE ->
                    Optional.of(
                            (raw, at, length, row) -> {
                                row.writeDouble(
                                        Double.longBitsToDouble(NetworkBytes.int64(raw, at)));
                                return true;
                            });
            case BOOLEAN, DECIMAL, TEXT, BINARY, DATE, TIME, TIMESTAMP, INSTANT, ARRAY, OTHER ->
                    Optional.empty();
        };
    }

    private static Optional<ColumnEncoder> decimals(SourceColumn column, DecimalType declared) {
        int precision = declared.getPrecision();
        int scale = declared.getScale();
        if (column.kind() == SourceKind.INTEGER) {
            return Optional.of(
                    (raw, at, length, row) -> {
                        long value = NetworkBytes.integer(raw, at, length);
                        boolean fits = PostgresNumeric.hasDigits(value, precision - scale);
                        if (fits) {
                            row.writeDecimal(value, 0);
                        }
                        return fits;
                    });
        }
        return when(
                column.kind() == SourceKind.DECIMAL,
                (raw, at, length, row) ->
                        PostgresNumeric.writeDecimal(raw, at, length, row, precision, scale));
    }

    /** For types that are text to the server; these have the same bytes in binary format. */
    private static Optional<ColumnEncoder> texts(SourceColumn column, boolean binary) {
        if (column.kind() == SourceKind.OTHER) {
            return Optional.of(PostgresEncoders::text);
        }
        if (column.kind() != SourceKind.TEXT) {
            return Optional.empty();
        }
        if (binary && column.typeName().equals("uuid")) {
            return Optional.of(PostgresEncoders::uuid);
        }
        if (binary && column.typeName().equals("jsonb")) {
            return Optional.of(PostgresEncoders::jsonb);
        }
        return when(
                !binary || TEXTS.contains(column.typeName()),
                column.isPadded() ? PostgresEncoders::padded : PostgresEncoders::text);
    }

    private static boolean text(byte[] raw, int at, int length, RowEncoder row) {
        row.writeText(raw, at, length);
        return true;
    }

    /** Writes the text without its padding. */
    private static boolean padded(byte[] raw, int at, int length, RowEncoder row) {
        int end = at + length;
        while (end > at && raw[end - 1] == ' ') {
            end--;
        }
        row.writeText(raw, at, end - at);
        return true;
    }

    /** The text follows a version number of one byte; only version 1 exists. */
    private static boolean jsonb(byte[] raw, int at, int length, RowEncoder row) {
        boolean known = raw[at] == 1;
        if (known) {
            row.writeText(raw, at + 1, length - 1);
        }
        return known;
    }

    private static boolean bytes(byte[] raw, int at, int length, RowEncoder row) {
        row.writeBinary(raw, at, length);
        return true;
    }

    private static boolean uuid(byte[] raw, int at, int length, RowEncoder row) {
        int to = row.writeAscii(36);
        byte[] buffer = row.buffer();
        for (int index = 0; index < 16; index++) {
            if (index == 4 || index == 6 || index == 8 || index == 10) {
                buffer[to++] = '-';
            }
            NetworkBytes.putInt16(buffer, to, HEX[raw[at + index] & 0xFF]);
            to += Short.BYTES;
        }
        return true;
    }

    private static boolean real(byte[] raw, int at, int length, RowEncoder row) {
        row.writeFloat(Float.intBitsToFloat(NetworkBytes.int32(raw, at)));
        return true;
    }

    /** Returns the two hexadecimal digits of each byte, as ASCII. */
    private static short[] hexDigits() {
        short[] digits = new short[256];
        for (int value = 0; value < digits.length; value++) {
            int high = HexFormat.of().toLowHexDigit(value >> 4);
            digits[value] = (short) ((high << 8) | HexFormat.of().toLowHexDigit(value));
        }
        return digits;
    }
}
