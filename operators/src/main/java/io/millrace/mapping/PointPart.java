/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A place whose coordinates are columns or static values. Without any coordinate the field is null:
 * an object of nulls would give it another type in Iterable, for good.
 */
final class PointPart implements FieldPart {

    private final String name;
    private final boolean omitsNull;
    private final List<Axis> axes = new ArrayList<>();

    private interface Axis {

        boolean isNull(SyncRow row);

        UnmappableException missing(SyncRow row);

        void write(SyncRow row, JsonGenerator json) throws IOException;
    }

    /**
     * @param point with a field for each {@link Coordinate}
     */
    PointPart(String name, FieldValue.Nested point, NullPolicy nulls, RowLayout layout) {
        this.name = name;
        this.omitsNull = nulls == NullPolicy.OMIT;
        for (Coordinate coordinate : Coordinate.values()) {
            point.fields().get(coordinate.field()).match(new Compiler(coordinate, layout));
        }
    }

    @Override
    public void write(SyncRow row, JsonGenerator json) throws IOException {
        if (axes.stream().allMatch(axis -> axis.isNull(row))) {
            if (!omitsNull) {
                json.writeNullField(name);
            }
            return;
        }
        json.writeObjectFieldStart(name);
        for (Axis axis : axes) {
            if (axis.isNull(row)) {
                throw axis.missing(row);
            }
            axis.write(row, json);
        }
        json.writeEndObject();
    }

    private final class Compiler implements FieldValue.Cases<RuntimeException> {

        private final Coordinate coordinate;
        private final RowLayout layout;

        Compiler(Coordinate coordinate, RowLayout layout) {
            this.coordinate = coordinate;
            this.layout = layout;
        }

        @Override
        public void column(FieldValue.Column column) {
            ColumnJson form = ColumnJson.of(layout.columns().getTypeAt(column.position()));
            axes.add(new ColumnAxis(coordinate, column.position(), form));
        }

        @Override
        public void constant(FieldValue.Static constant) {
            axes.add(new StaticAxis(coordinate, constant.json()));
        }

        @Override
        public void nested(FieldValue.Nested nested) {
            throw new IllegalStateException(name + "." + coordinate.field() + " is no number");
        }
    }

    private record ColumnAxis(Coordinate coordinate, int position, ColumnJson form)
            implements Axis {

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

    private record StaticAxis(Coordinate coordinate, String number) implements Axis {

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
