/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.RowEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<String> TEXTS =
            Set.of("text", "varchar", "bpchar", "name", "citext", "json");

    private static final int NEGATIVE = 0x4000;
    private static final int NUMERIC_BASE = 10_000;
    private static final int NUMERIC_HEADER = 8;

    /** Five digits to the base of ten thousand fit into a long if the first is below this. */
    private static final int MOST_DIGITS = 5;

    private static final int FIRST_OF_MOST = 900;

    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final short[] HEX = hex();

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

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
        return (raw, at, length, row) -> {
            row.writeBoolean(raw[at] == yes);
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
                            (raw, at, length, row) -> {
                                long value = integer(raw, at, length);
                                boolean fits = value >= least && value <= most;
                                if (fits) {
                                    row.writeInteger(value);
                                }
                                return fits;
                            });
            case DECIMAL ->
                    Optional.of(
                            (raw, at, length, row) ->
                                    wholeNumeric(raw, at, length, row, least, most));
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
                            (raw, at, length, row) -> {
                                row.writeDouble((double) integer(raw, at, length));
                                return true;
                            });
            case REAL ->
                    Optional.of(
                            (raw, at, length, row) -> {
                                row.writeDouble(Float.intBitsToFloat((int) integer(raw, at, 4)));
                                return true;
                            });
            case DOUBLE ->
                    Optional.of(
                            (raw, at, length, row) -> {
                                row.writeDouble(Double.longBitsToDouble(integer(raw, at, 8)));
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
                            (raw, at, length, row) -> {
                                long value = integer(raw, at, length);
                                boolean fits = isWithin(value, precision - scale);
                                if (fits) {
                                    row.writeDecimal(value, 0);
                                }
                                return fits;
                            });
            case DECIMAL ->
                    Optional.of(
                            (raw, at, length, row) ->
                                    numeric(raw, at, length, row, precision, scale));
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

    /** Of the types that are text to the server; sent in binary it is the same. */
    private static Optional<ColumnEncoder> texts(SourceColumn column, boolean binary) {
        boolean isText = TEXTS.contains(column.typeName());
        return switch (column.kind()) {
            case TEXT -> {
                if (binary && column.typeName().equals("uuid")) {
                    yield Optional.of(PostgresEncoders::uuid);
                }
                if (binary && column.typeName().equals("jsonb")) {
                    yield Optional.of(PostgresEncoders::jsonb);
                }
                yield when(
                        !binary || isText,
                        column.isPadded() ? PostgresEncoders::padded : PostgresEncoders::text);
            }
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

    private static boolean text(byte[] raw, int at, int length, RowEncoder row) {
        row.writeText(raw, at, length);
        return true;
    }

    /** Without the blanks that fill it up. */
    private static boolean padded(byte[] raw, int at, int length, RowEncoder row) {
        int end = at + length;
        while (end > at && raw[end - 1] == ' ') {
            end--;
        }
        row.writeText(raw, at, end - at);
        return true;
    }

    /** Behind the number of a version, of which there is one. */
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
            SHORTS.set(buffer, to, HEX[raw[at + index] & 0xFF]);
            to += Short.BYTES;
        }
        return true;
    }

    private static boolean real(byte[] raw, int at, int length, RowEncoder row) {
        row.writeFloat(Float.intBitsToFloat((int) integer(raw, at, 4)));
        return true;
    }

    /** Infinity is the greatest and the least number there is. */
    private static boolean date(byte[] raw, int at, int length, RowEncoder row) {
        int days = (int) integer(raw, at, 4);
        boolean finite = days != Integer.MAX_VALUE && days != Integer.MIN_VALUE;
        if (finite) {
            row.writeDate(days + DAYS_TO_2000);
        }
        return finite;
    }

    private static boolean time(byte[] raw, int at, int length, RowEncoder row) {
        long micros = integer(raw, at, 8);
        boolean known = micros < MICROS_A_DAY && micros % 1_000 == 0;
        if (known) {
            row.writeTime((int) (micros / 1_000));
        }
        return known;
    }

    private static boolean timestamp(byte[] raw, int at, int length, RowEncoder row) {
        long micros = integer(raw, at, 8);
        boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
        if (finite) {
            row.writeTimestamp(millis(micros), nanos(micros));
        }
        return finite;
    }

    private static boolean instant(byte[] raw, int at, int length, RowEncoder row) {
        long micros = integer(raw, at, 8);
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
    private static boolean isShort(byte[] raw, int at) {
        int digits = (int) integer(raw, at, 2);
        int sign = unsigned(raw, at + 4);
        return (sign == 0 || sign == NEGATIVE)
                && (digits < MOST_DIGITS
                        || (digits == MOST_DIGITS
                                && unsigned(raw, at + NUMERIC_HEADER) < FIRST_OF_MOST));
    }

    private static long unscaled(byte[] raw, int at, int length) {
        long value = 0;
        for (int digit = at + NUMERIC_HEADER; digit < at + length; digit += 2) {
            value = value * NUMERIC_BASE + unsigned(raw, digit);
        }
        return unsigned(raw, at + 4) == NEGATIVE ? -value : value;
    }

    /** Of what {@link #unscaled} gives. */
    private static int scale(byte[] raw, int at) {
        int digits = (int) integer(raw, at, 2);
        int weight = (int) integer(raw, at + 2, 2);
        return (digits - 1 - weight) * 4;
    }

    private static boolean numeric(
            byte[] raw, int at, int length, RowEncoder row, int precision, int scale) {
        if (!isShort(raw, at)) {
            return false;
        }
        long value = unscaled(raw, at, length);
        int valueScale = value == 0 ? 0 : scale(raw, at);
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

    private static boolean wholeNumeric(
            byte[] raw, int at, int length, RowEncoder row, long least, long most) {
        if (!isShort(raw, at)) {
            return false;
        }
        long value = unscaled(raw, at, length);
        int scale = value == 0 ? 0 : scale(raw, at);
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
        return Short.toUnsignedInt((short) SHORTS.get(raw, at));
    }

    /** A signed number of 2, 4 or 8 bytes in network byte order. */
    private static long integer(byte[] raw, int at, int length) {
        return switch (length) {
            case Long.BYTES -> (long) LONGS.get(raw, at);
            case Integer.BYTES -> (int) INTS.get(raw, at);
            case Short.BYTES -> (short) SHORTS.get(raw, at);
            default -> throw new IllegalArgumentException("no integer has " + length + " bytes");
        };
    }

    /** For each byte its two digits. */
    private static short[] hex() {
        short[] digits = new short[256];
        for (int value = 0; value < digits.length; value++) {
            int high = HexFormat.of().toLowHexDigit(value >> 4);
            digits[value] = (short) ((high << 8) | HexFormat.of().toLowHexDigit(value));
        }
        return digits;
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
