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
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * The items of purchases and carts: a column {@code ARRAY<ROW<id, name, price, quantity, …>>}, or a
 * text that holds the same as a JSON array, which is how a warehouse without arrays of rows has it.
 */
public final class CommerceItems {

    /** Without these an item is none. */
    public static final List<String> REQUIRED = List.of("id", "name", "price", "quantity");

    /** What else Iterable knows of an item. */
    public static final List<String> OPTIONAL =
            List.of("sku", "description", "categories", "url", "imageUrl", "dataFields");

    private static final Set<String> TEXTS =
            Set.of("id", "name", "sku", "description", "url", "imageUrl");

    /** Digits before or behind the point; more would be written out one by one. */
    private static final int LONGEST_PRICE = 30;

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

    /** The {@code items} of a request, each with the types Iterable wants. */
    static void write(SyncRow row, int position, JsonGenerator json) throws IOException {
        JsonNode items = read(row, position);
        json.writeArrayFieldStart("items");
        for (int i = 0; i < items.size(); i++) {
            try {
                writeItem(items.get(i), json);
            } catch (UnmappableException e) {
                throw row.fault(position, "item " + (i + 1) + " " + e.getMessage());
            }
        }
        json.writeEndArray();
    }

    private static JsonNode read(SyncRow row, int position) throws IOException {
        Object value = row.value(position).orElseThrow(() -> row.fault(position, "is null"));
        if (!row.type(position).is(LogicalTypeFamily.CHARACTER_STRING)) {
            try (TokenBuffer buffer = new TokenBuffer(JSON, false)) {
                row.writeJson(position, buffer);
                return JSON.readTree(buffer.asParser());
            }
        }
        try {
            JsonNode items = JSON.readTree(value.toString());
            if (items.isArray()) {
                return items;
            }
        } catch (JsonProcessingException e) {
            throw row.fault(position, "is no JSON: " + e.getOriginalMessage());
        }
        throw row.fault(position, "is no JSON array of items");
    }

    private static void writeItem(JsonNode item, JsonGenerator json) throws IOException {
        if (!item.isObject()) {
            throw new UnmappableException("is no object");
        }
        for (String name : REQUIRED) {
            if (!item.hasNonNull(name)) {
                throw new UnmappableException("has no " + name);
            }
        }
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> field : item.properties()) {
            if (!field.getValue().isNull()) {
                json.writeFieldName(field.getKey());
                writeField(field.getKey(), field.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void writeField(String name, JsonNode value, JsonGenerator json)
            throws IOException {
        if (TEXTS.contains(name)) {
            json.writeString(text(name, value));
        } else if (name.equals("price")) {
            json.writeNumber(price(value));
        } else if (name.equals("quantity")) {
            json.writeNumber(quantity(value));
        } else if (OPTIONAL.contains(name)) {
            JSON.writeTree(json, value);
        } else {
            throw new UnmappableException(
                    "has '" + name + "', which Iterable doesn't know; put it under dataFields");
        }
    }

    private static String text(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw new UnmappableException("has no text as " + name);
        }
        return value.asText();
    }

    private static String price(JsonNode value) {
        if (!value.isNumber()) {
            throw new UnmappableException("has a price that is no number: " + value);
        }
        BigDecimal price = value.decimalValue();
        if (Math.abs(price.scale()) > LONGEST_PRICE || price.precision() > LONGEST_PRICE) {
            throw new UnmappableException("has a price that is out of all reason: " + value);
        }
        return price.setScale(Math.max(1, price.scale())).toPlainString();
    }

    private static long quantity(JsonNode value) {
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw new UnmappableException("has a quantity that is no whole number: " + value);
        }
        return value.longValue();
    }
}
