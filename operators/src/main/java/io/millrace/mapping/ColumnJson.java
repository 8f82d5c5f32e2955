/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Values of warehouse columns as JSON for Iterable, whose fields take the type of the first value
 * they see: so the JSON type follows from the column's type, never from the value. A fraction
 * always has a decimal point, a timestamp is {@code yyyy-MM-dd HH:mm:ss +00:00} in UTC (one without
 * time zone is taken for UTC), binary is Base64.
 */
final class ColumnJson {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss '+00:00'");

    private static final int LAST_YEAR = 9999;

    private ColumnJson() {}

    /**
     * Writes one value, which may be null.
     *
     * @throws UnmappableException if JSON or Iterable has no such value
     */
    static void write(Object value, LogicalType type, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type.getTypeRoot()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    json.writeNumber(((Number) value).longValue());
            case FLOAT -> writeDouble(Double.parseDouble(value.toString()), json);
            case DOUBLE -> writeDouble((Double) value, json);
            case DECIMAL -> writeDecimal((DecimalData) value, (DecimalType) type, json);
            case CHAR, VARCHAR -> json.writeString(value.toString());
            case BINARY, VARBINARY ->
                    json.writeString(Base64.getEncoder().encodeToString((byte[]) value));
            case DATE -> json.writeString(day((Integer) value));
            case TIME_WITHOUT_TIME_ZONE ->
                    json.writeString(
                            LocalTime.ofNanoOfDay((Integer) value * 1_000_000L).toString());
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    json.writeString(timestamp((TimestampData) value));
            case ARRAY -> writeArray((ArrayData) value, (ArrayType) type, json);
            case MAP -> writeMap((MapData) value, (MapType) type, json);
            case ROW -> writeRow((RowData) value, (RowType) type, json);
            default ->
                    throw new UnmappableException(
                            "a value of type " + type.asSummaryString() + " has no JSON form");
        }
    }

    private static void writeDouble(double value, JsonGenerator json) throws IOException {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new UnmappableException(value + " is no JSON number");
        }
        json.writeNumber(value);
    }

    /** A scale of 0 is a long to Iterable; any other keeps its point, even of a whole number. */
    private static void writeDecimal(DecimalData value, DecimalType type, JsonGenerator json)
            throws IOException {
        BigDecimal number = value.toBigDecimal().setScale(type.getScale());
        json.writeNumber(number.toPlainString());
    }

    private static String day(int epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        requireYear(date.getYear());
        return date.toString();
    }

    private static String timestamp(TimestampData value) {
        try {
            OffsetDateTime utc = value.toInstant().atOffset(ZoneOffset.UTC);
            requireYear(utc.getYear());
            return TIMESTAMP.format(utc);
        } catch (DateTimeException e) {
            throw new UnmappableException(value + " is outside of the calendar: " + e.getMessage());
        }
    }

    private static void requireYear(int year) {
        if (year < 0 || year > LAST_YEAR) {
            throw new UnmappableException("the year " + year + " is outside of 0000 to 9999");
        }
    }

    private static void writeArray(ArrayData array, ArrayType type, JsonGenerator json)
            throws IOException {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(type.getElementType());
        json.writeStartArray();
        for (int i = 0; i < array.size(); i++) {
            write(getter.getElementOrNull(array, i), type.getElementType(), json);
        }
        json.writeEndArray();
    }

    private static void writeMap(MapData map, MapType type, JsonGenerator json) throws IOException {
        ArrayData.ElementGetter keys = ArrayData.createElementGetter(type.getKeyType());
        ArrayData.ElementGetter values = ArrayData.createElementGetter(type.getValueType());
        json.writeStartObject();
        for (int i = 0; i < map.size(); i++) {
            Object key = keys.getElementOrNull(map.keyArray(), i);
            if (key == null) {
                throw new UnmappableException("a map with a null key has no JSON form");
            }
            json.writeFieldName(key.toString());
            write(values.getElementOrNull(map.valueArray(), i), type.getValueType(), json);
        }
        json.writeEndObject();
    }

    private static void writeRow(RowData row, RowType type, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < type.getFieldCount(); i++) {
            json.writeFieldName(type.getFieldNames().get(i));
            Object field = RowData.createFieldGetter(type.getTypeAt(i), i).getFieldOrNull(row);
            write(field, type.getTypeAt(i), json);
        }
        json.writeEndObject();
    }
}
