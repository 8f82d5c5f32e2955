/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/**
 * Reads values of a type from text, exactly or not at all. White space around a value is ignored,
 * except in text columns. A fraction becomes the nearest FLOAT or DOUBLE.
 */
@FunctionalInterface
interface TextValue {

    Set<String> TRUE = Set.of("true", "t", "yes", "y", "1");
    Set<String> FALSE = Set.of("false", "f", "no", "n", "0");
    Pattern DIGITS = Pattern.compile("[+-]?\\d{1,18}");
    Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");
    Pattern NOT_FINITE = Pattern.compile("NaN|[+-]?Infinity");
    Pattern MOMENT =
            Pattern.compile(
                    "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)"
                            + " ?(Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?");

    int NANOS_OF_MILLISECOND = 1_000_000;

    /** Returns the value in Flink's internal form; never null. */
    Object of(String text) throws UnreadableValueException;

    /** Whether this is a text type, which can hold any text. */
    static boolean isText(LogicalType type) {
        return type.is(LogicalTypeRoot.CHAR) || type.is(LogicalTypeRoot.VARCHAR);
    }

    /**
     * @param type type of single values: not ARRAY, MAP or ROW
     */
    static TextValue of(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> text(LogicalTypeChecks.getLength(type));
            case BOOLEAN -> TextValue::truth;
            case TINYINT -> text -> (byte) whole(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> text -> (short) whole(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case DECIMAL -> text -> decimal(text, (DecimalType) type);
            case FLOAT -> TextValue::toFloat;
            case DOUBLE -> TextValue::toDouble;
            case DATE -> TextValue::date;
            case TIME_WITHOUT_TIME_ZONE -> TextValue::time;
            case TIMESTAMP_WITHOUT_TIME_ZONE -> TextValue::timestamp;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TextValue::instant;
            default ->
                    throw new IllegalArgumentException(
                            "values of type " + type.asSummaryString() + " have no text");
        };
    }

    private static TextValue text(int length) {
        return text -> {
            if (length < VarCharType.MAX_LENGTH
                    && text.length() > length
                    && text.codePointCount(0, text.length()) > length) {
                throw new UnreadableValueException(text, "has more than " + length + " characters");
            }
            return StringData.fromString(text);
        };
    }

    private static Object truth(String text) throws UnreadableValueException {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new UnreadableValueException(text, "is neither true nor false");
        }
        return TRUE.contains(word);
    }

    private static long whole(String text, long least, long most) throws UnreadableValueException {
        String digits = text.strip();
        long value;
        if (DIGITS.matcher(digits).matches()) {
            value = Long.parseLong(digits);
        } else {
            try {
                value = number(text).longValueExact();
            } catch (ArithmeticException e) {
                throw new UnreadableValueException(
                        text, "is not a whole number from " + least + " to " + most);
            }
        }
        if (value < least || value > most) {
            throw new UnreadableValueException(
                    text, "is not a whole number from " + least + " to " + most);
        }
        return value;
    }

    private static BigDecimal number(String text) throws UnreadableValueException {
        String digits = text.strip();
        if (!NUMBER.matcher(digits).matches()) {
            throw new UnreadableValueException(text, "is not a number");
        }
        return new BigDecimal(digits);
    }

    private static DecimalData decimal(String text, DecimalType type)
            throws UnreadableValueException {
        BigDecimal number = number(text);
        // Limits the digits that setScale may produce, because an exponent may have four digits.
        if (number.signum() != 0
                && number.precision() - (long) number.scale()
                        > type.getPrecision() - type.getScale()) {
            throw unreadable(text, type);
        }
        try {
            return DecimalData.fromBigDecimal(
                    number.setScale(type.getScale(), RoundingMode.UNNECESSARY),
                    type.getPrecision(),
                    type.getScale());
        } catch (ArithmeticException e) {
            throw unreadable(text, type);
        }
    }

    private static UnreadableValueException unreadable(String text, DecimalType type) {
        return new UnreadableValueException(
                text,
                String.format(
                        "has more than %d digits before the point or %d after it",
                        type.getPrecision() - type.getScale(), type.getScale()));
    }

    private static Object toFloat(String text) throws UnreadableValueException {
        if (NOT_FINITE.matcher(text.strip()).matches()) {
            return Float.parseFloat(text.strip());
        }
        BigDecimal number = number(text);
        float value = number.floatValue();
        checkNearest(text, number, value);
        return value;
    }

    private static Object toDouble(String text) throws UnreadableValueException {
        if (NOT_FINITE.matcher(text.strip()).matches()) {
            return Double.parseDouble(text.strip());
        }
        BigDecimal number = number(text);
        double value = number.doubleValue();
        checkNearest(text, number, value);
        return value;
    }

    private static void checkNearest(String text, BigDecimal number, double value)
            throws UnreadableValueException {
        if (Double.isInfinite(value)) {
            throw new UnreadableValueException(text, "is too large");
        }
        boolean whole = number.signum() == 0 || number.scale() <= 0;
        if (whole && new BigDecimal(value).compareTo(number) != 0) {
            throw new UnreadableValueException(
                    text, "has more digits than the type holds; declare BIGINT or DECIMAL");
        }
    }

    private static Object date(String text) throws UnreadableValueException {
        try {
            return Math.toIntExact(LocalDate.parse(text.strip()).toEpochDay());
        } catch (DateTimeException e) {
            throw new UnreadableValueException(text, "is not a date such as 2026-11-30");
        }
    }

    private static Object time(String text) throws UnreadableValueException {
        LocalTime time;
        try {
            time = LocalTime.parse(text.strip());
        } catch (DateTimeException e) {
            throw new UnreadableValueException(text, "is not a time of day such as 17:05:00.123");
        }
        if (time.getNano() % NANOS_OF_MILLISECOND != 0) {
            throw new UnreadableValueException(text, "is finer than a millisecond");
        }
        return (int) (time.toNanoOfDay() / NANOS_OF_MILLISECOND);
    }

    private static Object timestamp(String text) throws UnreadableValueException {
        Matcher moment = moment(text);
        if (moment.group(3) != null) {
            throw new UnreadableValueException(text, "has a time zone; declare TIMESTAMP_LTZ(6)");
        }
        return TimestampData.fromLocalDateTime(local(text, moment));
    }

    private static Object instant(String text) throws UnreadableValueException {
        Matcher moment = moment(text);
        String zone = moment.group(3);
        if (zone == null) {
            throw new UnreadableValueException(
                    text, "has no time zone such as Z or +02:00; declare TIMESTAMP(6)");
        }
        try {
            ZoneOffset offset = zone.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(zone);
            return TimestampData.fromInstant(local(text, moment).toInstant(offset));
        } catch (DateTimeException e) {
            throw new UnreadableValueException(text, "has no such time zone");
        }
    }

    private static Matcher moment(String text) throws UnreadableValueException {
        Matcher moment = MOMENT.matcher(text.strip());
        if (!moment.matches()) {
            throw new UnreadableValueException(
                    text, "is not a date and time such as 2026-11-30 17:05:00.123");
        }
        return moment;
    }

    private static LocalDateTime local(String text, Matcher moment)
            throws UnreadableValueException {
        try {
            return LocalDateTime.of(
                    LocalDate.parse(moment.group(1)), LocalTime.parse(moment.group(2)));
        } catch (DateTimeException e) {
            throw new UnreadableValueException(text, "is no date and time of the calendar");
        }
    }
}
