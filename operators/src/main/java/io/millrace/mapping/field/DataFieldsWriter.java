/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.List;

/**
 * Writes the mapped fields of rows as JSON objects. How a field is written is determined once, when
 * the writer is made, not for each row.
 */
public final class DataFieldsWriter {

    private final List<FieldWriter> writers;

    public DataFieldsWriter(FieldValue.Nested fields, NullPolicy nulls, RowLayout layout) {
        this.writers = new FieldWriterFactory(nulls, layout).writers(fields);
    }

    /** Writes an object with this name. */
    public void write(String name, SyncRow row, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        json.writeStartObject();
        writeFields(row, json);
        json.writeEndObject();
    }

    /** As {@link #write}, but omits the object if no field is mapped. */
    public void writeIfMapped(String name, SyncRow row, JsonGenerator json) throws IOException {
        if (!writers.isEmpty()) {
            write(name, row, json);
        }
    }

    /** Writes only the fields, into an object that is open. */
    public void writeFields(SyncRow row, JsonGenerator json) throws IOException {
        for (FieldWriter writer : writers) {
            writer.write(row, json);
        }
    }
}
