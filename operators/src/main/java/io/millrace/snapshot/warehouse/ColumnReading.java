/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Decides how a column of the warehouse is read as a declared type. A pair is readable if no value
 * changes on the way; a value the declared type can't hold is refused instead of being rounded or
 * cut. The exceptions: a timestamp keeps the fractions of a second it has, whatever its declared
 * precision; a decimal may be declared DOUBLE; and blanks at the end of a {@code char(n)} are left
 * out, as they mean nothing to SQL.
 */
final class ColumnReading {

    private static final Set<SourceKind> TEXTUAL =
            EnumSet.of(SourceKind.TEXT, SourceKind.OTHER, SourceKind.INTEGER, SourceKind.DECIMAL);
    private static final Set<SourceKind> EXACT = EnumSet.of(SourceKind.INTEGER, SourceKind.DECIMAL);
    private static final Set<SourceKind> NUMBERS =
            EnumSet.of(SourceKind.INTEGER, SourceKind.DECIMAL, SourceKind.REAL, SourceKind.DOUBLE);

    private ColumnReading() {}

    /** Empty if the column can't be read as declared. */
    static Optional<ColumnReader> reader(
            SourceColumn column, LogicalType declared, WarehouseDialect dialect) {
        return switch (declared.getTypeRoot()) {
            case BOOLEAN -> when(column.kind() == SourceKind.BOOLEAN, booleans());
            case TINYINT -> integer(column, Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue);
            case SMALLINT -> integer(column, Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue);
            case INTEGER -> integer(column, Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
            case BIGINT -> integer(column, Long.MIN_VALUE, Long.MAX_VALUE, value -> value);
            case FLOAT -> when(column.kind() == SourceKind.REAL, floats(value -> value));
            case DOUBLE -> when(NUMBERS.contains(column.kind()), doubles(column));
            case DECIMAL -> decimal(column, (DecimalType) declared);
            case CHAR, VARCHAR ->
                    when(
                            TEXTUAL.contains(column.kind()) || dialect.givesText(column),
                            texts(column));
            case BINARY, VARBINARY -> when(column.kind() == SourceKind.BINARY, bytes());
            case DATE -> when(column.kind() == SourceKind.DATE, dates(dialect));
            case TIME_WITHOUT_TIME_ZONE -> when(column.kind() == SourceKind.TIME, times(dialect));
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    when(column.kind() == SourceKind.TIMESTAMP, timestamps(dialect));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    when(column.kind() == SourceKind.INSTANT, instants(dialect));
            case ARRAY -> array(column, (ArrayType) declared, dialect);
            case TIMESTAMP_WITH_TIME_ZONE,
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

    /** The type to declare for a column that can't be read as it is declared. */
    static String remedy(SourceColumn column) {
        return switch (column.kind()) {
            case BOOLEAN -> "declare it BOOLEAN";
            case INTEGER -> "declare it BIGINT";
            case DECIMAL ->
                    column.precision() > 0 && column.precision() <= DecimalType.MAX_PRECISION
                            ? "declare it DECIMAL("
                                    + column.precision()
                                    + ", "
                                    + column.scale()
                                    + ")"
                            : "declare it DECIMAL(38, 18)";
            case REAL -> "declare it FLOAT";
            case DOUBLE -> "declare it DOUBLE";
            case TEXT -> "declare it STRING";
            case BINARY -> "declare it BYTES";
            case DATE -> "declare it DATE";
            case TIME -> "declare it TIME";
            case TIMESTAMP -> "declare it TIMESTAMP(6)";
            case INSTANT -> "declare it TIMESTAMP_LTZ(6)";
            case ARRAY -> "declare it an ARRAY of the matching type";
            case OTHER -> "declare it STRING";
        };
    }

    private static Optional<ColumnReader> when(boolean readable, ColumnReader reader) {
        return readable ? Optional.of(reader) : Optional.empty();
    }

    private static ColumnReader booleans() {
        return new ColumnReader(
                (row, index) -> {
                    boolean value = row.getBoolean(index);
                    return row.wasNull() ? null : value;
                },
                value -> value);
    }

    private static Optional<ColumnReader> integer(
            SourceColumn column, long least, long most, Function<Long, Object> narrow) {
        Function<Long, Object> checked =
                value -> {
                    if (value < least || value > most) {
                        throw new ArithmeticException("it is out of range");
                    }
                    return narrow.apply(value);
                };
        return switch (column.kind()) {
            case INTEGER ->
                    Optional.of(
                            new ColumnReader(
                                    ColumnReading::fetchLong,
                                    value -> checked.apply((Long) value)));
            case DECIMAL ->
                    when(
                            column.scale() <= 0,
                            new ColumnReader(
                                    ResultSet::getBigDecimal,
                                    value -> checked.apply(whole((BigDecimal) value))));
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

    private static long whole(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new ArithmeticException("it is out of range or no whole number");
        }
    }

    private static Object fetchLong(ResultSet row, int index) throws SQLException {
        long value = row.getLong(index);
        return row.wasNull() ? null : value;
    }

    private static ColumnReader floats(Function<Float, Object> convert) {
        return new ColumnReader(
                (row, index) -> {
                    float value = row.getFloat(index);
                    return row.wasNull() ? null : value;
                },
                value -> convert.apply((Float) value));
    }

    private static ColumnReader doubles(SourceColumn column) {
        return switch (column.kind()) {
            case REAL -> floats(Float::doubleValue);
            case INTEGER, DECIMAL ->
                    new ColumnReader(
                            ResultSet::getBigDecimal, value -> ((BigDecimal) value).doubleValue());
            case BOOLEAN, DOUBLE, TEXT, BINARY, DATE, TIME, TIMESTAMP, INSTANT, ARRAY, OTHER ->
                    new ColumnReader(
                            (row, index) -> {
                                double value = row.getDouble(index);
                                return row.wasNull() ? null : value;
                            },
                            value -> value);
        };
    }

    private static Optional<ColumnReader> decimal(SourceColumn column, DecimalType declared) {
        boolean fits =
                column.kind() == SourceKind.INTEGER
                        || column.precision() <= 0
                        || column.precision() > DecimalType.MAX_PRECISION
                        || (column.scale() <= declared.getScale()
                                && column.precision() - column.scale()
                                        <= declared.getPrecision() - declared.getScale());
        return when(
                EXACT.contains(column.kind()) && fits,
                new ColumnReader(
                        ResultSet::getBigDecimal, value -> exactly((BigDecimal) value, declared)));
    }

    static DecimalData exactly(BigDecimal value, DecimalType declared) {
        if (value.signum() != 0 && value.stripTrailingZeros().scale() > declared.getScale()) {
            throw new ArithmeticException("it has too many digits after the decimal point");
        }
        BigDecimal scaled = value.setScale(declared.getScale(), RoundingMode.UNNECESSARY);
        if (scaled.precision() > declared.getPrecision()) {
            throw new ArithmeticException("it has too many digits");
        }
        return DecimalData.fromBigDecimal(scaled, declared.getPrecision(), declared.getScale());
    }

    private static ColumnReader texts(SourceColumn column) {
        return column.isPadded()
                ? new ColumnReader(
                        ResultSet::getString,
                        value -> StringData.fromString(withoutPadding((String) value)))
                : new ColumnReader(
                        ResultSet::getString, value -> StringData.fromString((String) value));
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static ColumnReader bytes() {
        return new ColumnReader(ResultSet::getBytes, value -> value);
    }

    private static ColumnReader dates(WarehouseDialect dialect) {
        return new ColumnReader(
                dialect.temporal(SourceKind.DATE),
                value -> {
                    LocalDate date = (LocalDate) value;
                    if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
                        return infiniteDay(date.getYear());
                    }
                    return Math.toIntExact(date.toEpochDay());
                });
    }

    private static ColumnReader times(WarehouseDialect dialect) {
        return new ColumnReader(
                dialect.temporal(SourceKind.TIME),
                value -> {
                    // What PostgreSQL's driver fetches for 24:00.
                    if (value.equals(LocalTime.MAX)) {
                        throw new ArithmeticException("it is no time of a day");
                    }
                    return millisOfDay((LocalTime) value);
                });
    }

    /** Flink holds a time in milliseconds, whatever its declared precision. */
    static int millisOfDay(LocalTime time) {
        if (time.getNano() % 1_000_000 != 0) {
            throw new ArithmeticException(
                    "it is finer than a millisecond; round it, or cast it to text, in a 'query'");
        }
        return (int) (time.toNanoOfDay() / 1_000_000);
    }

    private static ColumnReader timestamps(WarehouseDialect dialect) {
        return new ColumnReader(
                dialect.temporal(SourceKind.TIMESTAMP),
                value -> {
                    LocalDateTime moment = (LocalDateTime) value;
                    if (moment.equals(LocalDateTime.MAX) || moment.equals(LocalDateTime.MIN)) {
                        return infiniteMoment(moment.getYear());
                    }
                    return TimestampData.fromLocalDateTime(moment);
                });
    }

    private static ColumnReader instants(WarehouseDialect dialect) {
        return new ColumnReader(
                dialect.temporal(SourceKind.INSTANT),
                value -> {
                    OffsetDateTime moment = (OffsetDateTime) value;
                    if (moment.equals(OffsetDateTime.MAX) || moment.equals(OffsetDateTime.MIN)) {
                        return infiniteMoment(moment.getYear());
                    }
                    return TimestampData.fromInstant(moment.toInstant());
                });
    }

    /**
     * The last day there is, or the first: as in PostgreSQL, infinity is before or after any other
     * date. That it can't be sent is said of the row, by the mapping.
     */
    static int infiniteDay(int sign) {
        return sign > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }

    static TimestampData infiniteMoment(int sign) {
        return TimestampData.fromEpochMillis(Duration.ofDays(infiniteDay(sign)).toMillis());
    }

    private static Optional<ColumnReader> array(
            SourceColumn column, ArrayType declared, WarehouseDialect dialect) {
        LogicalType innermost = ArrayElements.innermost(declared);
        boolean readable =
                column.kind() == SourceKind.ARRAY
                        && dialect.element(column)
                                .map(element -> reader(element, innermost, dialect).isPresent())
                                .orElse(true);
        return when(
                readable,
                new ColumnReader(
                        (row, index) -> {
                            java.sql.Array array = row.getArray(index);
                            return array == null ? null : array.getArray();
                        },
                        value -> ArrayElements.array((Object[]) value, declared)));
    }
}
