/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Writes mapped fields of rows as JSON objects. */
final class FieldsWriter {

    private final FieldValue.Nested fields;
    private final NullPolicy nulls;

    FieldsWriter(FieldValue.Nested fields, NullPolicy nulls) {
        this.fields = fields;
        this.nulls = nulls;
    }

    /** Writes an object field of this name. */
    void write(String name, SyncRow row, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        json.writeStartObject();
        writeFields(row, json);
        json.writeEndObject();
    }

    /** As {@link #write}, but leaves out an object for which nothing is mapped. */
    void writeIfMapped(String name, SyncRow row, JsonGenerator json) throws IOException {
        if (!fields.fields().isEmpty()) {
            write(name, row, json);
        }
    }

    /** Writes the fields alone, into an object that is open. */
    void writeFields(SyncRow row, JsonGenerator json) throws IOException {
        writeFields(fields, row, json);
    }

    private void writeFields(FieldValue.Nested nested, SyncRow row, JsonGenerator json)
            throws IOException {
        for (Map.Entry<String, FieldValue> field : nested.fields().entrySet()) {
            field.getValue().match(new FieldWriter(field.getKey(), row, json));
        }
    }

    private void writeColumn(String name, int position, SyncRow row, JsonGenerator json)
            throws IOException {
        if (nulls == NullPolicy.OMIT && row.value(position).isEmpty()) {
            return;
        }
        json.writeFieldName(name);
        row.writeJson(position, json);
    }

    /** Writes one field from wherever its value comes. */
    private final class FieldWriter implements FieldValue.Cases<IOException> {

        private final String name;
        private final SyncRow row;
        private final JsonGenerator json;

        FieldWriter(String name, SyncRow row, JsonGenerator json) {
            this.name = name;
            this.row = row;
            this.json = json;
        }

        @Override
        public void column(FieldValue.Column column) throws IOException {
            writeColumn(name, column.position(), row, json);
        }

        @Override
        public void constant(FieldValue.Static constant) throws IOException {
            json.writeFieldName(name);
            json.writeRawValue(constant.json());
        }

        @Override
        public void nested(FieldValue.Nested nested) throws IOException {
            json.writeFieldName(name);
            json.writeStartObject();
            writeFields(nested, row, json);
            json.writeEndObject();
        }
    }
}
