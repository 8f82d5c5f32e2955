/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.value.UnicodeText;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Writes the values of one column as JSON for Iterable. A field in Iterable takes the type of the
 * first value it receives, so the JSON type depends on the column's type and never on the value. A
 * fraction always has a decimal point. A timestamp is {@code yyyy-MM-dd HH:mm:ss +00:00} in UTC; a
 * timestamp without time zone is read as UTC. Binary values are Base64.
 */
public final class ColumnJson {

    /** Iterable's documentation: "Approximately 32k characters". */
    private static final int MAX_TEXT_LENGTH = 32 * 1024;

    private static final int LAST_YEAR = 9999;
    private static final long MILLIS_PER_DAY = Duration.ofDays(1).toMillis();

    private final Form form;

    /** How values of one column are written. */
    interface Form {

        /**
         * Writes a value that {@link #isNull} is false for.
         *
         * @throws UnmappableException if JSON or Iterable has no such value
         */
        void write(Object value, JsonGenerator json) throws IOException;

        /** True if Iterable receives null for the value. */
        default boolean isNull(Object value) {
            return value == null;
        }
    }

    private ColumnJson(Form form) {
        this.form = form;
    }

    /** For a column of this type and a field whose type is not known. */
    static ColumnJson of(LogicalType type) {
        return of(type, FieldType.UNKNOWN);
    }

    /** For a field of this type. A value that does not fit the field is unmappable. */
    static ColumnJson of(LogicalType type, FieldType field) {
        boolean isArray = type instanceof ArrayType && field.fit(type) != FieldType.Fit.NO_VALUE;
        Form form =
                isArray ? array((ArrayType) type, field) : TypedJson.form(type, field, form(type));
        return new ColumnJson(form);
    }

    /** True if Iterable receives null for the value. */
    boolean isNull(Object value) {
        return form.isNull(value);
    }

    /**
     * Writes one value, which may be null.
     *
     * @throws UnmappableException if JSON or Iterable has no such value
     */
    void write(Object value, JsonGenerator json) throws IOException {
        if (form.isNull(value)) {
            json.writeNull();
        } else {
            form.write(value, json);
        }
    }

    private static Form form(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> (value, json) -> json.writeBoolean((Boolean) value);
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    (value, json) -> json.writeNumber(((Number) value).longValue());
            case FLOAT -> (value, json) -> writeDouble(Double.parseDouble(value.toString()), json);
            case DOUBLE -> (value, json) -> writeDouble((Double) value, json);
            case DECIMAL -> {
                int scale = ((DecimalType) type).getScale();
                yield (value, json) -> writeDecimal((DecimalData) value, scale, json);
            }
            case CHAR, VARCHAR -> (value, json) -> json.writeString(text((StringData) value));
            case BINARY, VARBINARY ->
                    (value, json) ->
                            json.writeString(Base64.getEncoder().encodeToString((byte[]) value));
            case DATE -> (value, json) -> json.writeString(day((Integer) value));
            case TIME_WITHOUT_TIME_ZONE ->
                    (value, json) ->
                            json.writeString(
                                    LocalTime.ofNanoOfDay((Integer) value * 1_000_000L).toString());
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    (value, json) -> json.writeString(timestamp((TimestampData) value));
            case ARRAY -> array((ArrayType) type, FieldType.UNKNOWN);
            case MAP -> map((MapType) type);
            case ROW -> row((RowType) type);
            default ->
                    (value, json) -> {
                        throw new UnmappableException(
                                "a value of type " + type.asSummaryString() + " has no JSON form");
                    };
        };
    }

    private static void writeDouble(double value, JsonGenerator json) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new UnmappableException(value + " is not a JSON number");
        }
        json.writeNumber(value);
    }

    /** A scale of 0 is a long in Iterable. With any other scale a whole number keeps its point. */
    private static void writeDecimal(DecimalData value, int scale, JsonGenerator json)
            throws IOException {
        BigDecimal number = value.toBigDecimal().setScale(scale);
        if (scale == 0) {
            requireLong(number);
        }
        json.writeNumber(number.toPlainString());
    }

    private static void requireLong(BigDecimal number) {
        if (number.unscaledValue().bitLength() >= Long.SIZE) {
            throw new UnmappableException(
                    number.toPlainString()
                            + " is outside of the range of Iterable's whole numbers, which is "
                            + Long.MIN_VALUE
                            + " to "
                            + Long.MAX_VALUE);
        }
    }

    private static String text(StringData value) {
        String text = wholeText(value);
        if (text.length() > MAX_TEXT_LENGTH) {
            requireLength(text);
        }
        return text;
    }

    /**
     * The text as a Java string.
     *
     * @throws UnmappableException if the text holds half a character, see {@link UnicodeText}
     */
    public static String wholeText(StringData value) {
        String text = value.toString();
        if (!UnicodeText.isWellFormed(value, text)) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " holds half a character, such as an emoji that a SQL function cut");
        }
        return text;
    }

    private static void requireLength(String text) {
        int characters = text.codePointCount(0, text.length());
        if (characters > MAX_TEXT_LENGTH) {
            throw new UnmappableException(
                    String.format(
                            Locale.ROOT,
                            "has %,d characters, and Iterable accepts at most about 32,000;"
                                    + " it begins with %s",
                            characters,
                            ValueText.quoted(text)));
        }
    }

    private static String day(int epochDay) {
        requireFinite(epochDay);
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        requireYear(date.getYear());
        return date.toString();
    }

    private static String timestamp(TimestampData value) {
        long epochDay = Math.floorDiv(value.getMillisecond(), MILLIS_PER_DAY);
        requireFinite(epochDay);
        try {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            requireYear(date.getYear());
            int second = (int) (Math.floorMod(value.getMillisecond(), MILLIS_PER_DAY) / 1000);
            StringBuilder text = new StringBuilder("0000-00-00 00:00:00 +00:00");
            digits(date.getYear(), text, 3);
            digits(date.getMonthValue(), text, 6);
            digits(date.getDayOfMonth(), text, 9);
            digits(second / 3600, text, 12);
            digits(second / 60 % 60, text, 15);
            digits(second % 60, text, 18);
            return text.toString();
        } catch (DateTimeException e) {
            throw new UnmappableException(value + " is outside of the calendar: " + e.getMessage());
        }
    }

    /** Overwrites zeros with a number whose last digit is at {@code last}. */
    private static void digits(int number, StringBuilder text, int last) {
        int left = number;
        for (int at = last; left > 0; at--) {
            text.setCharAt(at, (char) ('0' + left % 10));
            left /= 10;
        }
    }

    private static void requireFinite(long epochDay) {
        if (epochDay == Integer.MAX_VALUE || epochDay == Integer.MIN_VALUE) {
            String sign = epochDay < 0 ? "-" : "";
            throw new UnmappableException(sign + "infinity is not a date");
        }
    }

    private static void requireYear(int year) {
        if (year < 0 || year > LAST_YEAR) {
            throw new UnmappableException("the year " + year + " is outside of 0000 to 9999");
        }
    }

    private static Form array(ArrayType type, FieldType field) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(type.getElementType());
        ColumnJson element = of(type.getElementType(), field);
        return (value, json) -> {
            ArrayData array = (ArrayData) value;
            json.writeStartArray();
            for (int i = 0; i < array.size(); i++) {
                element.write(getter.getElementOrNull(array, i), json);
            }
            json.writeEndArray();
        };
    }

    private static Form map(MapType type) {
        ArrayData.ElementGetter keys = ArrayData.createElementGetter(type.getKeyType());
        ArrayData.ElementGetter values = ArrayData.createElementGetter(type.getValueType());
        ColumnJson entry = of(type.getValueType());
        return (value, json) -> {
            MapData map = (MapData) value;
            json.writeStartObject();
            for (int i = 0; i < map.size(); i++) {
                Object key = keys.getElementOrNull(map.keyArray(), i);
                if (key == null) {
                    throw new UnmappableException("a map with a null key has no JSON form");
                }
                json.writeFieldName(fieldName(key.toString()));
                entry.write(values.getElementOrNull(map.valueArray(), i), json);
            }
            json.writeEndObject();
        };
    }

    private static String fieldName(String key) {
        if (key.indexOf('.') >= 0) {
            throw new UnmappableException(
                    "has the key "
                            + ValueText.quoted(key)
                            + ", and a field name must not have a dot");
        }
        return key;
    }

    private static Form row(RowType type) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            fields.add(
                    new Field(
                            type.getFieldNames().get(i),
                            RowData.createFieldGetter(type.getTypeAt(i), i),
                            of(type.getTypeAt(i), FieldType.ofName(type.getFieldNames().get(i)))));
        }
        return (value, json) -> {
            json.writeStartObject();
            for (Field field : fields) {
                json.writeFieldName(field.name());
                field.json().write(field.getter().getFieldOrNull((RowData) value), json);
            }
            json.writeEndObject();
        };
    }

    private record Field(String name, RowData.FieldGetter getter, ColumnJson json) {}
}
