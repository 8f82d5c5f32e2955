/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.logical.DecimalType;

/** Readers of booleans and numbers. Empty where a column's kind can't be read as declared. */
final class NumberReaders {

    private static final Set<SourceKind> NUMBERS =
            EnumSet.of(SourceKind.INTEGER, SourceKind.DECIMAL, SourceKind.REAL, SourceKind.DOUBLE);

    private NumberReaders() {}

    static Optional<ColumnReader> booleans(SourceColumn column) {
        if (column.kind() != SourceKind.BOOLEAN) {
            return Optional.empty();
        }
        return Optional.of(
                new ColumnReader(
                        (row, index) -> {
                            boolean value = row.getBoolean(index);
                            return row.wasNull() ? null : value;
                        },
                        value -> value));
    }

    /**
     * @param narrow converts a value between {@code least} and {@code most} to the declared type
     */
    static Optional<ColumnReader> integers(
            SourceColumn column, long least, long most, Function<Long, Object> narrow) {
        Function<Long, Object> checked =
                value -> {
                    if (value < least || value > most) {
                        throw new ArithmeticException("it is out of range");
                    }
                    return narrow.apply(value);
                };
        if (column.kind() == SourceKind.INTEGER) {
            return Optional.of(
                    new ColumnReader(
                            NumberReaders::fetchLong, value -> checked.apply((Long) value)));
        }
        if (column.kind() == SourceKind.DECIMAL && column.scale() <= 0) {
            return Optional.of(
                    new ColumnReader(
                            ResultSet::getBigDecimal,
                            value -> checked.apply(whole((BigDecimal) value))));
        }
        return Optional.empty();
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

    static Optional<ColumnReader> floats(SourceColumn column) {
        return column.kind() == SourceKind.REAL
                ? Optional.of(floats(value -> value))
                : Optional.empty();
    }

    private static ColumnReader floats(Function<Float, Object> convert) {
        return new ColumnReader(
                (row, index) -> {
                    float value = row.getFloat(index);
                    return row.wasNull() ? null : value;
                },
                value -> convert.apply((Float) value));
    }

    static Optional<ColumnReader> doubles(SourceColumn column) {
        if (!NUMBERS.contains(column.kind())) {
            return Optional.empty();
        }
        return Optional.of(
                switch (column.kind()) {
                    case REAL -> floats(Float::doubleValue);
                    case INTEGER, DECIMAL ->
                            new ColumnReader(
                                    ResultSet::getBigDecimal,
                                    value -> ((BigDecimal) value).doubleValue());
                    case BOOLEAN,
                            DOUBLE,
                            TEXT,
                            BINARY,
                            DATE,
                            TIME,
                            TIMESTAMP,
                            INSTANT,
                            ARRAY,
                            OTHER ->
                            new ColumnReader(
                                    (row, index) -> {
                                        double value = row.getDouble(index);
                                        return row.wasNull() ? null : value;
                                    },
                                    value -> value);
                });
    }

    static Optional<ColumnReader> decimals(SourceColumn column, DecimalType declared) {
        boolean isExact =
                column.kind() == SourceKind.INTEGER || column.kind() == SourceKind.DECIMAL;
        if (!isExact || !mayFit(column, declared)) {
            return Optional.empty();
        }
        return Optional.of(
                new ColumnReader(
                        ResultSet::getBigDecimal, value -> exactly((BigDecimal) value, declared)));
    }

    /** False if the column's own precision and scale exceed the declared ones. */
    private static boolean mayFit(SourceColumn column, DecimalType declared) {
        if (column.kind() == SourceKind.INTEGER
                || column.precision() <= 0
                || column.precision() > DecimalType.MAX_PRECISION) {
            return true;
        }
        return column.scale() <= declared.getScale()
                && column.precision() - column.scale()
                        <= declared.getPrecision() - declared.getScale();
    }

    /**
     * @throws ArithmeticException if the declared type can't hold the value without rounding
     */
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
}
