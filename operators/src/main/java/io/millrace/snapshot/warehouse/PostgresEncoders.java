/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.RowEncoder;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Encodes what PostgreSQL sends: text as it is, other types from their binary format. Formats:
 * {@code src/backend/utils/adt} of PostgreSQL, the {@code *_send} functions.
 */
final class PostgresEncoders {

    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final long MILLIS_TO_2000 = 946_684_800_000L;
    private static final int DAYS_TO_2000 = 10_957;

    /** The one integer type that is not signed. */
    private static final String UNSIGNED = "oid";

    private static final int NEGATIVE = 0x4000;
    private static final int NUMERIC_BASE = 10_000;
    private static final int NUMERIC_HEADER = 8;

    /** Five digits to the base of ten thousand fit into a long if the first is below this. */
    private static final int MOST_DIGITS = 5;

    private static final int FIRST_OF_MOST = 900;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    private PostgresEncoders() {}

    /**
     * Empty if the column has to be read by its {@link ColumnReader}.
     *
     * @param binary whether the server sends the column in binary format
     * @param utf8 whether text is sure to arrive as valid UTF-8
     */
    static Optional<ColumnEncoder> of(
            SourceColumn column, LogicalType declared, boolean binary, boolean utf8) {
        if (column.typeName().equals(UNSIGNED)) {
            return Optional.empty();
        }
        return switch (declared.getTypeRoot()) {
            case BOOLEAN -> when(column.kind() == SourceKind.BOOLEAN, booleans(binary));
            case TINYINT -> whole(column, binary, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> whole(column, binary, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> whole(column, binary, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> whole(column, binary, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> when(binary && column.kind() == SourceKind.REAL, PostgresEncoders::real);
            case DOUBLE -> binary ? doubles(column) : Optional.empty();
            case DECIMAL -> binary ? decimals(column, (DecimalType) declared) : Optional.empty();
            case CHAR, VARCHAR -> utf8 ? texts(column, binary) : Optional.empty();
            case BINARY, VARBINARY ->
                    when(column.kind() == SourceKind.BINARY, PostgresEncoders::bytes);
            case DATE -> when(binary && column.kind() == SourceKind.DATE, PostgresEncoders::date);
            case TIME_WITHOUT_TIME_ZONE ->
                    when(binary && column.kind() == SourceKind.TIME, PostgresEncoders::time);
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    when(
                            binary && column.kind() == SourceKind.TIMESTAMP,
                            PostgresEncoders::timestamp);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    when(binary && column.kind() == SourceKind.INSTANT, PostgresEncoders::instant);
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
        return (raw, row) -> {
            row.writeBoolean(raw[0] == yes);
            return true;
        };
    }

    private static Optional<ColumnEncoder> whole(
            SourceColumn column, boolean binary, long least, long most) {
        if (!binary) {
            return Optional.empty();
        }
        return switch (column.kind()) {
            case INTEGER ->
                    Optional.of(
                            (raw, row) -> {
                                long value = integer(raw, 0, raw.length);
                                boolean fits = value >= least && value <= most;
                                if (fits) {
                                    row.writeInteger(value);
                                }
                                return fits;
                            });
            case DECIMAL -> Optional.of((raw, row) -> wholeNumeric(raw, row, least, most));
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    TEXT,
                    BINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INSTANT,
                    ARRAY,
                    OTHER ->
                    Optional.empty();
        };
    }

    private static Optional<ColumnEncoder> doubles(SourceColumn column) {
        return switch (column.kind()) {
            case INTEGER ->
                    Optional.of(
                            (raw, row) -> {
                                row.writeDouble((double) integer(raw, 0, raw.length));
                                return true;
                            });
            case REAL ->
                    Optional.of(
                            (raw, row) -> {
                                row.writeDouble(Float.intBitsToFloat((int) integer(raw, 0, 4)));
                                return true;
                            });
            case DOUBLE ->
                    Optional.of(
                            (raw, row) -> {
                                row.writeDouble(Double.longBitsToDouble(integer(raw, 0, 8)));
                                return true;
                            });
            case BOOLEAN, DECIMAL, TEXT, BINARY, DATE, TIME, TIMESTAMP, INSTANT, ARRAY, OTHER ->
                    Optional.empty();
        };
    }

    private static Optional<ColumnEncoder> decimals(SourceColumn column, DecimalType declared) {
        int precision = declared.getPrecision();
        int scale = declared.getScale();
        return switch (column.kind()) {
            case INTEGER ->
                    Optional.of(
                            (raw, row) -> {
                                long value = integer(raw, 0, raw.length);
                                boolean fits = isWithin(value, precision - scale);
                                if (fits) {
                                    row.writeDecimal(value, 0);
                                }
                                return fits;
                            });
            case DECIMAL -> Optional.of((raw, row) -> numeric(raw, row, precision, scale));
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    TEXT,
                    BINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INSTANT,
                    ARRAY,
                    OTHER ->
                    Optional.empty();
        };
    }

    /** The driver asks for no text in binary unless told to; text and varchar are the same then. */
    private static Optional<ColumnEncoder> texts(SourceColumn column, boolean binary) {
        boolean isUuid = column.typeName().equals("uuid");
        boolean isText = column.typeName().equals("text") || column.typeName().equals("varchar");
        return switch (column.kind()) {
            case TEXT ->
                    when(
                            !binary || isUuid || isText,
                            binary && isUuid ? PostgresEncoders::uuid : PostgresEncoders::text);
            case OTHER -> Optional.of(PostgresEncoders::text);
            case BOOLEAN,
                    INTEGER,
                    DECIMAL,
                    REAL,
                    DOUBLE,
                    BINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INSTANT,
                    ARRAY ->
                    Optional.empty();
        };
    }

    private static boolean text(byte[] raw, RowEncoder row) {
        row.writeText(raw);
        return true;
    }

    private static boolean bytes(byte[] raw, RowEncoder row) {
        row.writeBinary(raw);
        return true;
    }

    private static boolean uuid(byte[] raw, RowEncoder row) {
        int at = row.writeAscii(36);
        byte[] buffer = row.buffer();
        for (int index = 0; index < 16; index++) {
            if (index == 4 || index == 6 || index == 8 || index == 10) {
                buffer[at++] = '-';
            }
            buffer[at++] = (byte) HexFormat.of().toLowHexDigit(raw[index] >> 4);
            buffer[at++] = (byte) HexFormat.of().toLowHexDigit(raw[index]);
        }
        return true;
    }

    private static boolean real(byte[] raw, RowEncoder row) {
        row.writeFloat(Float.intBitsToFloat((int) integer(raw, 0, 4)));
        return true;
    }

    /** Infinity is the greatest and the least number there is. */
    private static boolean date(byte[] raw, RowEncoder row) {
        int days = (int) integer(raw, 0, 4);
        boolean finite = days != Integer.MAX_VALUE && days != Integer.MIN_VALUE;
        if (finite) {
            row.writeDate(days + DAYS_TO_2000);
        }
        return finite;
    }

    private static boolean time(byte[] raw, RowEncoder row) {
        long micros = integer(raw, 0, 8);
        boolean known = micros < MICROS_A_DAY;
        if (known) {
            row.writeTime((int) (micros / 1_000));
        }
        return known;
    }

    private static boolean timestamp(byte[] raw, RowEncoder row) {
        long micros = integer(raw, 0, 8);
        boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
        if (finite) {
            row.writeTimestamp(millis(micros), nanos(micros));
        }
        return finite;
    }

    private static boolean instant(byte[] raw, RowEncoder row) {
        long micros = integer(raw, 0, 8);
        boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
        if (finite) {
            row.writeInstant(millis(micros), nanos(micros));
        }
        return finite;
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1_000) + MILLIS_TO_2000;
    }

    private static int nanos(long micros) {
        return Math.floorMod(micros, 1_000) * 1_000;
    }

    /** The longer ones, and what is no number, are for the driver. */
    private static boolean isShort(byte[] raw) {
        int digits = (int) integer(raw, 0, 2);
        int sign = unsigned(raw, 4);
        return (sign == 0 || sign == NEGATIVE)
                && (digits < MOST_DIGITS
                        || (digits == MOST_DIGITS
                                && unsigned(raw, NUMERIC_HEADER) < FIRST_OF_MOST));
    }

    private static long unscaled(byte[] raw) {
        long value = 0;
        for (int at = NUMERIC_HEADER; at < raw.length; at += 2) {
            value = value * NUMERIC_BASE + unsigned(raw, at);
        }
        return unsigned(raw, 4) == NEGATIVE ? -value : value;
    }

    /** Of what {@link #unscaled} gives. */
    private static int scale(byte[] raw) {
        int digits = (int) integer(raw, 0, 2);
        int weight = (int) integer(raw, 2, 2);
        return (digits - 1 - weight) * 4;
    }

    private static boolean numeric(byte[] raw, RowEncoder row, int precision, int scale) {
        if (!isShort(raw)) {
            return false;
        }
        long value = unscaled(raw);
        int valueScale = value == 0 ? 0 : scale(raw);
        while (value != 0 && value % 10 == 0) {
            value /= 10;
            valueScale--;
        }
        boolean fits = valueScale <= scale && isWithin(value, precision - scale + valueScale);
        if (fits) {
            row.writeDecimal(value, valueScale);
        }
        return fits;
    }

    private static boolean wholeNumeric(byte[] raw, RowEncoder row, long least, long most) {
        if (!isShort(raw)) {
            return false;
        }
        long value = unscaled(raw);
        int scale = value == 0 ? 0 : scale(raw);
        while (scale > 0 && value % 10 == 0) {
            value /= 10;
            scale--;
        }
        while (scale < 0 && value >= Long.MIN_VALUE / 10 && value <= Long.MAX_VALUE / 10) {
            value *= 10;
            scale++;
        }
        boolean fits = scale == 0 && value >= least && value <= most;
        if (fits) {
            row.writeInteger(value);
        }
        return fits;
    }

    /** Whether the number has at most so many decimal digits; zero always has few enough. */
    private static boolean isWithin(long value, int digits) {
        if (digits >= POWERS_OF_TEN.length) {
            return true;
        }
        long bound = digits < 0 ? 1 : POWERS_OF_TEN[digits];
        return value < bound && value > -bound;
    }

    private static int unsigned(byte[] raw, int at) {
        return ((raw[at] & 0xFF) << 8) | (raw[at + 1] & 0xFF);
    }

    /** A signed number in network byte order. */
    private static long integer(byte[] raw, int at, int length) {
        long value = raw[at];
        for (int index = at + 1; index < at + length; index++) {
            value = (value << 8) | (raw[index] & 0xFF);
        }
        return value;
    }

    private static long[] powersOfTen() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int exponent = 1; exponent < powers.length; exponent++) {
            powers[exponent] = powers[exponent - 1] * 10;
        }
        return powers;
    }
}
