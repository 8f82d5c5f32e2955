/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a geo location whose coordinates are columns or static values. If both coordinates are
 * null the field is null: an object of nulls would give the field another type in Iterable, and
 * Iterable never changes the type of a field.
 */
final class GeoLocationWriter implements FieldWriter {

    private final String name;
    private final boolean omitsNull;
    private final List<CoordinateWriter> coordinates = new ArrayList<>();

    private interface CoordinateWriter {

        boolean isNull(SyncRow row);

        /** The fault of a row in which only this coordinate is null. */
        UnmappableException missing(SyncRow row);

        void write(SyncRow row, JsonGenerator json) throws IOException;
    }

    /**
     * @param location has a field for each {@link Coordinate}
     */
    GeoLocationWriter(String name, FieldValue.Nested location, NullPolicy nulls, RowLayout layout) {
        this.name = name;
        this.omitsNull = nulls == NullPolicy.OMIT;
        for (Coordinate coordinate : Coordinate.values()) {
            FieldValue value = location.fields().get(coordinate.field());
            coordinates.add(writer(coordinate, value, layout));
        }
    }

    private CoordinateWriter writer(Coordinate coordinate, FieldValue value, RowLayout layout) {
        return value.match(
                column -> {
                    ColumnJson form = ColumnJson.of(layout.columns().getTypeAt(column.position()));
                    return new ColumnCoordinate(coordinate, column.position(), form);
                },
                constant -> new StaticCoordinate(coordinate, constant.json()),
                nested -> {
                    String path = name + "." + coordinate.field();
                    throw new IllegalStateException(path + " is not a number");
                });
    }

    @Override
    public void write(SyncRow row, JsonGenerator json) throws IOException {
        if (coordinates.stream().allMatch(coordinate -> coordinate.isNull(row))) {
            if (!omitsNull) {
                json.writeNullField(name);
            }
            return;
        }
        json.writeObjectFieldStart(name);
        for (CoordinateWriter coordinate : coordinates) {
            if (coordinate.isNull(row)) {
                throw coordinate.missing(row);
            }
            coordinate.write(row, json);
        }
        json.writeEndObject();
    }

    private record ColumnCoordinate(Coordinate coordinate, int position, ColumnJson form)
            implements CoordinateWriter {

        @Override
        public boolean isNull(SyncRow row) {
            return row.value(position).isEmpty();
        }

        @Override
        public UnmappableException missing(SyncRow row) {
            return row.fault(position, Coordinate.MISSING);
        }

        @Override
        public void write(SyncRow row, JsonGenerator json) throws IOException {
            try {
                coordinate.check(row.value(position).orElseThrow());
            } catch (UnmappableException e) {
                throw row.fault(position, e.getMessage());
            }
            json.writeFieldName(coordinate.field());
            row.writeJson(position, form, json);
        }
    }

    private record StaticCoordinate(Coordinate coordinate, String number)
            implements CoordinateWriter {

        @Override
        public boolean isNull(SyncRow row) {
            return number.equals("null");
        }

        @Override
        public UnmappableException missing(SyncRow row) {
            return new UnmappableException(
                    "static '" + coordinate.field() + "' " + Coordinate.MISSING);
        }

        @Override
        public void write(SyncRow row, JsonGenerator json) throws IOException {
            json.writeFieldName(coordinate.field());
            json.writeRawValue(number);
        }
    }
}
