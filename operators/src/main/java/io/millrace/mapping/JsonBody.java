/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.snapshot.IdentifierKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON objects into bytes. */
final class JsonBody {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 512;

    /** Writes the fields of an object that is open. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private JsonBody() {}

    static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@code {"email": …}} or {@code {"userId": …}}. */
    static byte[] id(SyncRow row) {
        return object(json -> writeId(row, json));
    }

    static void writeId(SyncRow row, JsonGenerator json) throws IOException {
        json.writeStringField(row.identifierKind().field(), row.identifier());
    }

    /** As {@code sourceEmail} is to {@code source} and an email address. */
    static String idField(String role, IdentifierKind kind) {
        String field = kind.field();
        return role + Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
