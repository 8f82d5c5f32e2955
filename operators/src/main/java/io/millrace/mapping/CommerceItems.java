/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * The items of purchases and carts: a column {@code ARRAY<ROW<id, name, price, quantity, …>>}, or a
 * text that holds the same as a JSON array, which is how a warehouse without arrays of rows has it.
 * Elements that are null, or objects of nothing but nulls, are what an outer join makes of no item,
 * and are none.
 */
final class CommerceItems {

    private static final ObjectMapper JSON =
            new ObjectMapper(new JsonFactory())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private CommerceItems() {}

    /** The {@code user} of a request. */
    static void writeUser(SyncRow row, boolean preferUserId, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart("user");
        JsonBody.writeId(row, json);
        if (preferUserId) {
            json.writeBooleanField("preferUserId", true);
        }
        json.writeEndObject();
    }

    /** The {@code items} of a request, each with the types Iterable wants; there may be none. */
    static void write(SyncRow row, int position, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        writeItems(row, position, json);
        json.writeEndArray();
    }

    /** As {@link #write}, but without any the row is not sent. */
    static void writeSome(SyncRow row, int position, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        if (writeItems(row, position, json) == 0) {
            throw row.fault(
                    position, "holds no item, and a purchase has one or more: leave the row out");
        }
        json.writeEndArray();
    }

    private static int writeItems(SyncRow row, int position, JsonGenerator json)
            throws IOException {
        JsonNode items = read(row, position);
        int written = 0;
        for (int i = 0; i < items.size(); i++) {
            if (isNothing(items.get(i))) {
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

    private static boolean isNothing(JsonNode item) {
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
            JsonNode items = JSON.readTree(row.heldText(position).orElseThrow());
            if (items.isNull()) {
                return JSON.createArrayNode();
            }
            if (items.isArray()) {
                return items;
            }
        } catch (JsonProcessingException e) {
            throw row.fault(position, "is no JSON: " + e.getOriginalMessage());
        }
        throw row.fault(position, "is no JSON array of items");
    }
}
