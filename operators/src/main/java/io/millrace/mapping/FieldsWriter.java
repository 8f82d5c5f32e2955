/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.List;

/**
 * Writes mapped fields of rows as JSON objects. Which rules a field has is found out once, not for
 * each row.
 */
final class FieldsWriter {

    private final List<FieldPart> parts;

    FieldsWriter(FieldValue.Nested fields, NullPolicy nulls, RowLayout layout) {
        this.parts = new FieldParts(nulls, layout).of(fields);
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
        if (!parts.isEmpty()) {
            write(name, row, json);
        }
    }

    /** Writes the fields alone, into an object that is open. */
    void writeFields(SyncRow row, JsonGenerator json) throws IOException {
        for (FieldPart part : parts) {
            part.write(row, json);
        }
    }
}
