/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;

/**
 * The dataFields of one profile in compact form: the names are shared between profiles, the values
 * are a JSON array in UTF-8. Immutable.
 */
public record PackedFields(List<String> names, byte[] values) {

    static final PackedFields EMPTY = new PackedFields(List.of(), new byte[0]);

    public static PackedFields of(ObjectNode fields, FieldNamePool pool) {
        if (fields.isEmpty()) {
            return EMPTY;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * fields.size());
        try (JsonGenerator generator = Json.MAPPER.getFactory().createGenerator(bytes)) {
            generator.writeStartArray();
            for (JsonNode value : fields) {
                generator.writeTree(value);
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PackedFields(pool.share(fields), bytes.toByteArray());
    }

    public ObjectNode unpack() {
        ObjectNode fields = Json.object();
        if (!names.isEmpty()) {
            Iterator<JsonNode> each = Json.read(values).iterator();
            names.forEach(name -> fields.set(name, each.next()));
        }
        return fields;
    }

    /** Whether the given fields include every field of this one, and so replace all of it. */
    public boolean isCoveredBy(ObjectNode fields) {
        if (names.size() > fields.size()) {
            return false;
        }
        for (String name : names) {
            if (!fields.has(name)) {
                return false;
            }
        }
        return true;
    }
}
