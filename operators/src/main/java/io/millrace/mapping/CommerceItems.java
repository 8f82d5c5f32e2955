/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.UnmappableException;
import java.io.IOException;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * Writes the items of purchases and carts. The column is {@code ARRAY<ROW<id, name, price,
 * quantity, …>>}, or a text with a JSON array, for warehouses without arrays of rows. Elements that
 * are null, and objects with only nulls, are ignored: an outer join produces them when there is no
 * item.
 */
final class CommerceItems {

    private static final ObjectMapper JSON =
            new ObjectMapper(new JsonFactory())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private CommerceItems() {}

    /** Writes the {@code user} of a request. */
    static void writeUser(SyncRow row, boolean preferUserId, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart("user");
        JsonBody.writeUser(row, preferUserId, json);
        json.writeEndObject();
    }

    /** Writes the {@code items} of a request with the types Iterable requires. May be empty. */
    static void write(SyncRow row, int position, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        writeItems(row, position, json);
        json.writeEndArray();
    }

    /** As {@link #write}, but a row without items is a fault. */
    static void writeAtLeastOne(SyncRow row, int position, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        if (writeItems(row, position, json) == 0) {
            throw row.fault(
                    position,
                    "has no item, and a purchase has at least one: filter the row out in the model");
        }
        json.writeEndArray();
    }

    private static int writeItems(SyncRow row, int position, JsonGenerator json)
            throws IOException {
        JsonNode items = read(row, position);
        int written = 0;
        for (int i = 0; i < items.size(); i++) {
            if (isIgnored(items.get(i))) {
                continue;
            }
            try {
                CommerceItem.write(items.get(i), json);
                written++;
            } catch (UnmappableException e) {
                throw row.fault(position, "item " + (i + 1) + " " + e.getMessage());
            } catch (JsonProcessingException e) {
                throw row.fault(
                        position,
                        "item " + (i + 1) + " has no JSON form: " + e.getOriginalMessage());
            }
        }
        return written;
    }

    private static boolean isIgnored(JsonNode item) {
        if (item.isObject() && !item.isEmpty()) {
            return item.properties().stream().allMatch(field -> field.getValue().isNull());
        }
        return item.isNull();
    }

    private static JsonNode read(SyncRow row, int position) throws IOException {
        if (row.value(position).isEmpty()) {
            return JSON.createArrayNode();
        }
        if (row.type(position).is(LogicalTypeFamily.CHARACTER_STRING)) {
            return parse(row, position);
        }
        try (TokenBuffer buffer = new TokenBuffer(JSON, false)) {
            row.writeJson(position, buffer);
            return JSON.readTree(buffer.asParser());
        }
    }

    private static JsonNode parse(SyncRow row, int position) {
        try {
            JsonNode items = JSON.readTree(row.rawText(position).orElseThrow());
            if (items.isNull()) {
                return JSON.createArrayNode();
            }
            if (items.isArray()) {
                return items;
            }
        } catch (JsonProcessingException e) {
            throw row.fault(position, "is not JSON: " + e.getOriginalMessage());
        }
        throw row.fault(position, "is not a JSON array of items");
    }
}
