/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.IdentifierKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes JSON objects into bytes. */
final class JsonBody {

    private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator(null);
    private static final int USUAL_BYTES = 512;

    /** Writes the fields of an object that is open. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private JsonBody() {}

    /** To be called by a single thread each. */
    private static final ThreadLocal<JsonBody> OF_THREAD = ThreadLocal.withInitial(JsonBody::new);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    private Optional<JsonGenerator> free = Optional.empty();
    private boolean writing;

    /** Writes one object; may be called while another one is written. */
    static byte[] object(Fields fields) {
        return OF_THREAD.get().write(fields);
    }

    private byte[] write(Fields fields) {
        if (writing) {
            return new JsonBody().writeAlone(fields);
        }
        writing = true;
        try {
            return writeAlone(fields);
        } finally {
            writing = false;
        }
    }

    /** A generator takes time to make: it writes any number of objects, unless one fails. */
    private byte[] writeAlone(Fields fields) {
        try {
            JsonGenerator json = free.isPresent() ? free.get() : JSON.createGenerator(bytes);
            free = Optional.empty();
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.flush();
            free = Optional.of(json);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            bytes.reset();
        }
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
