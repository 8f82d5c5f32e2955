/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes of a tree of fields what writes them for rows of one layout. */
final class FieldParts {

    private final NullPolicy nulls;
    private final RowLayout layout;

    FieldParts(NullPolicy nulls, RowLayout layout) {
        this.nulls = nulls;
        this.layout = layout;
    }

    List<FieldPart> of(FieldValue.Nested nested) {
        List<FieldPart> parts = new ArrayList<>();
        for (Map.Entry<String, FieldValue> field : nested.fields().entrySet()) {
            field.getValue().match(new Compiler(field.getKey(), parts));
        }
        return List.copyOf(parts);
    }

    private FieldPart column(String name, FieldValue.Column column) {
        FieldType type =
                column.type() == FieldType.UNKNOWN ? FieldType.ofName(name) : column.type();
        return new ColumnPart(
                name,
                column.position(),
                ColumnJson.of(layout.columns().getTypeAt(column.position()), type),
                nulls == NullPolicy.OMIT || type.isIdentity());
    }

    private static FieldPart object(String name, List<FieldPart> parts) {
        return (row, json) -> {
            json.writeFieldName(name);
            json.writeStartObject();
            for (FieldPart part : parts) {
                part.write(row, json);
            }
            json.writeEndObject();
        };
    }

    /** One case a kind of field. */
    private final class Compiler implements FieldValue.Cases<RuntimeException> {

        private final String name;
        private final List<FieldPart> parts;

        Compiler(String name, List<FieldPart> parts) {
            this.name = name;
            this.parts = parts;
        }

        @Override
        public void column(FieldValue.Column column) {
            parts.add(FieldParts.this.column(name, column));
        }

        @Override
        public void constant(FieldValue.Static constant) {
            parts.add(
                    (row, json) -> {
                        json.writeFieldName(name);
                        json.writeRawValue(constant.json());
                    });
        }

        @Override
        public void nested(FieldValue.Nested nested) {
            boolean isPoint = FieldType.ofName(name) == FieldType.GEO_LOCATION;
            parts.add(
                    isPoint
                            ? new PointPart(name, nested, nulls, layout)
                            : object(name, of(nested)));
        }
    }

    private record ColumnPart(String name, int position, ColumnJson form, boolean omitsNull)
            implements FieldPart {

        @Override
        public void write(SyncRow row, JsonGenerator json) throws IOException {
            Object value = row.value(position).orElse(null);
            if (omitsNull && form.isNull(value)) {
                return;
            }
            json.writeFieldName(name);
            row.writeJson(position, form, json);
        }
    }
}
