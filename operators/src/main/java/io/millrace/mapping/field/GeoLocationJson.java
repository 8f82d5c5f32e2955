/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Writes rows of {@code lat} and {@code lon} as geo locations. Without coordinates it is null. */
final class GeoLocationJson implements ColumnJson.Form {

    private final Axis latitude;
    private final Axis longitude;

    private record Axis(Coordinate coordinate, RowData.FieldGetter getter, ColumnJson json) {

        Object value(Object location) {
            return getter.getFieldOrNull((RowData) location);
        }
    }

    GeoLocationJson(RowType type) {
        this.latitude = axis(Coordinate.LATITUDE, type);
        this.longitude = axis(Coordinate.LONGITUDE, type);
    }

    private static Axis axis(Coordinate coordinate, RowType type) {
        int position = type.getFieldIndex(coordinate.field());
        return new Axis(
                coordinate,
                RowData.createFieldGetter(type.getTypeAt(position), position),
                ColumnJson.of(type.getTypeAt(position)));
    }

    @Override
    public boolean isNull(Object value) {
        return value == null || (latitude.value(value) == null && longitude.value(value) == null);
    }

    @Override
    public void write(Object value, JsonGenerator json) throws IOException {
        json.writeStartObject();
        write(latitude, value, json);
        write(longitude, value, json);
        json.writeEndObject();
    }

    private static void write(Axis axis, Object location, JsonGenerator json) throws IOException {
        Object value = axis.value(location);
        if (value == null) {
            throw new UnmappableException(
                    "'" + axis.coordinate().field() + "' " + Coordinate.MISSING);
        }
        axis.coordinate().check(value);
        json.writeFieldName(axis.coordinate().field());
        axis.json().write(value, json);
    }
}
