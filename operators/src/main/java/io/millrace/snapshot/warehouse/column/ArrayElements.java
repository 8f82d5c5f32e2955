/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

/**
 * Converts arrays to Flink's internal form. Elements arrive as text, because a driver may shift
 * objects to the JVM's time zone, or as objects whose text is the same.
 */
final class ArrayElements {

    private static final String INFINITY = "infinity";

    private ArrayElements() {}

    static LogicalType innermost(ArrayType array) {
        LogicalType element = array.getElementType();
        return element instanceof ArrayType inner ? innermost(inner) : element;
    }

    static GenericArrayData array(Object[] elements, ArrayType declared) {
        Class<?> elementClass =
                LogicalTypeUtils.toInternalConversionClass(declared.getElementType());
        Object[] converted = (Object[]) Array.newInstance(elementClass, elements.length);
        for (int index = 0; index < elements.length; index++) {
            converted[index] =
                    elements[index] == null
                            ? null
                            : element(index, elements[index], declared.getElementType());
        }
        return new GenericArrayData(converted);
    }

    private static Object element(int index, Object value, LogicalType declared) {
        try {
            return element(value, declared);
        } catch (ArithmeticException e) {
            throw new ArithmeticException("element " + (index + 1) + ": " + e.getMessage());
        } catch (DateTimeException | NumberFormatException e) {
            throw new ArithmeticException(
                    String.format(
                            "element %d: %s is no %s",
                            index + 1, value, declared.asSummaryString()));
        }
    }

    private static Object element(Object value, LogicalType declared) {
        if (value instanceof Object[] nested) {
            if (declared instanceof ArrayType inner) {
                return array(nested, inner);
            }
            throw new ArithmeticException("it is an array, nested deeper than declared");
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        return parsed(value.toString(), declared);
    }

    private static Object parsed(String text, LogicalType declared) {
        if (declared.is(LogicalTypeFamily.DATETIME) && text.endsWith(INFINITY)) {
            int sign = text.equals(INFINITY) ? 1 : -1;
            return declared.is(LogicalTypeRoot.DATE)
                    ? (Object) TemporalReaders.infiniteDay(sign)
                    : TemporalReaders.infiniteMoment(sign);
        }
        return switch (declared.getTypeRoot()) {
            case BOOLEAN -> Boolean.valueOf(text.equals("t") || text.equalsIgnoreCase("true"));
            case TINYINT -> new BigDecimal(text).byteValueExact();
            case SMALLINT -> new BigDecimal(text).shortValueExact();
            case INTEGER -> new BigDecimal(text).intValueExact();
            case BIGINT -> new BigDecimal(text).longValueExact();
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case DECIMAL -> NumberReaders.exactly(new BigDecimal(text), (DecimalType) declared);
            case CHAR, VARCHAR -> StringData.fromString(text);
            case BINARY, VARBINARY -> HexFormat.of().parseHex(text.substring("\\x".length()));
            case DATE -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
            case TIME_WITHOUT_TIME_ZONE -> TemporalReaders.millisOfDay(LocalTime.parse(text));
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    TimestampData.fromLocalDateTime(LocalDateTime.parse(text.replace(' ', 'T')));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    TimestampData.fromInstant(OffsetDateTime.parse(isoMoment(text)).toInstant());
            case ARRAY ->
                    throw new ArithmeticException("it is no array, nested less than declared");
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
                    throw new IllegalStateException("no reader for arrays of " + declared);
        };
    }

    /** PostgreSQL writes the offset without minutes: {@code 2026-01-31 10:00:00+00}. */
    private static String isoMoment(String text) {
        String iso = text.toUpperCase(Locale.ROOT).replace(' ', 'T');
        return iso.matches(".*[+-]\\d\\d") ? iso + ":00" : iso;
    }
}
