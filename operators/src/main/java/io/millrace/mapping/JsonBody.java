/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import io.millrace.row.IdentifierKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes JSON objects into bytes. Each thread has one instance, with a reused buffer. */
final class JsonBody {

    private static final JsonFactory JSON = new JsonFactory().setRootValueSeparator(null);
    private static final int INITIAL_BYTES = 512;
    private static final ThreadLocal<JsonBody> OF_THREAD = ThreadLocal.withInitial(JsonBody::new);

    /** Writes fields into an object that is open. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    private Optional<JsonGenerator> idleGenerator = Optional.empty();
    private boolean isWriting;

    private JsonBody() {}

    /** Writes one object. {@code fields} may call this method again for another object. */
    static byte[] object(Fields fields) {
        return OF_THREAD.get().write(fields);
    }

    private byte[] write(Fields fields) {
        if (isWriting) {
            return new JsonBody().writeObject(fields);
        }
        isWriting = true;
        try {
            return writeObject(fields);
        } finally {
            isWriting = false;
        }
    }

    /**
     * Reuses the generator, which is expensive to create. A generator is dropped when an object
     * fails, because its state is then undefined.
     */
    private byte[] writeObject(Fields fields) {
        try {
            JsonGenerator json =
                    idleGenerator.isPresent() ? idleGenerator.get() : JSON.createGenerator(bytes);
            idleGenerator = Optional.empty();
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.flush();
            idleGenerator = Optional.of(json);
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

    /** Writes {@code "email": …} or {@code "userId": …}. */
    static void writeId(SyncRow row, JsonGenerator json) throws IOException {
        json.writeStringField(row.identifierKind().field(), row.identifier());
    }

    /** Writes the user's id and, if true, {@code preferUserId}. */
    static void writeUser(SyncRow row, boolean preferUserId, JsonGenerator json)
            throws IOException {
        writeId(row, json);
        if (preferUserId) {
            json.writeBooleanField("preferUserId", true);
        }
    }

    /** Writes {@code dataFields} with a single text. */
    static void writeDataField(String name, String value, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("dataFields");
        json.writeStringField(name, value);
        json.writeEndObject();
    }

    /** The name of a user's id in a role: {@code sourceEmail} for {@code source} and an email. */
    static String idField(String role, IdentifierKind kind) {
        String field = kind.field();
        return role + Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
