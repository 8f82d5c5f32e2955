/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the writers for a tree of fields and rows of one layout. */
final class FieldWriterFactory {

    private final NullPolicy nulls;
    private final RowLayout layout;

    FieldWriterFactory(NullPolicy nulls, RowLayout layout) {
        this.nulls = nulls;
        this.layout = layout;
    }

    /** One writer for each field, in the order of the fields. */
    List<FieldWriter> writers(FieldValue.Nested fields) {
        List<FieldWriter> writers = new ArrayList<>();
        for (Map.Entry<String, FieldValue> field : fields.fields().entrySet()) {
            writers.add(writer(field.getKey(), field.getValue()));
        }
        return List.copyOf(writers);
    }

    private FieldWriter writer(String name, FieldValue value) {
        return value.match(
                column -> column(name, column),
                constant -> constant(name, constant),
                nested ->
                        FieldType.ofName(name) == FieldType.GEO_LOCATION
                                ? new GeoLocationWriter(name, nested, nulls, layout)
                                : object(name, writers(nested)));
    }

    private FieldWriter column(String name, FieldValue.Column column) {
        FieldType type =
                column.type() == FieldType.UNKNOWN ? FieldType.ofName(name) : column.type();
        return new ColumnWriter(
                name,
                column.position(),
                ColumnJson.of(layout.columns().getTypeAt(column.position()), type),
                nulls == NullPolicy.OMIT || type.isIdentity());
    }

    private static FieldWriter constant(String name, FieldValue.Static constant) {
        return (row, json) -> {
            json.writeFieldName(name);
            json.writeRawValue(constant.json());
        };
    }

    private static FieldWriter object(String name, List<FieldWriter> members) {
        return (row, json) -> {
            json.writeFieldName(name);
            json.writeStartObject();
            for (FieldWriter member : members) {
                member.write(row, json);
            }
            json.writeEndObject();
        };
    }

    private record ColumnWriter(String name, int position, ColumnJson form, boolean omitsNull)
            implements FieldWriter {

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
