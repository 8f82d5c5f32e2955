/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One item of a purchase or a cart. A number in a text is that number; a key that is null is left
 * out.
 */
public final class CommerceItem {

    /** Without these an item is none. */
    public static final List<String> REQUIRED = List.of("id", "name", "price", "quantity");

    /** What else Iterable knows of an item. */
    public static final List<String> OPTIONAL =
            List.of("sku", "description", "categories", "url", "imageUrl", "dataFields");

    private static final Set<String> TEXTS =
            Set.of("id", "name", "sku", "description", "url", "imageUrl");

    /** Digits before or behind the point; more would be written out one by one. */
    private static final int LONGEST_PRICE = 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private CommerceItem() {}

    /**
     * Writes the item.
     *
     * @throws UnmappableException if it is none; the message follows on "item 1"
     */
    static void write(JsonNode item, JsonGenerator json) throws IOException {
        if (!item.isObject()) {
            throw new UnmappableException("is no object but " + shown(item));
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
            return;
        }
        switch (name) {
            case "price" -> json.writeNumber(price(value));
            case "quantity" -> json.writeNumber(quantity(value));
            case "categories" -> writeCategories(value, json);
            case "dataFields" -> writeDataFields(value, json);
            default ->
                    throw new UnmappableException(
                            "has '"
                                    + name
                                    + "', which Iterable doesn't know; put it under dataFields");
        }
    }

    private static String text(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw new UnmappableException("has no text as " + name + ": " + shown(value));
        }
        String text = value.asText();
        if (name.equals("id") && text.isBlank()) {
            throw new UnmappableException("has a blank id");
        }
        return text;
    }

    private static String price(JsonNode value) {
        BigDecimal price = number(value, "has a price that is no number: ").stripTrailingZeros();
        if (Math.abs(price.scale()) > LONGEST_PRICE || price.precision() > LONGEST_PRICE) {
            throw new UnmappableException("has a price that is out of all reason: " + shown(value));
        }
        return price.setScale(Math.max(1, price.scale())).toPlainString();
    }

    private static long quantity(JsonNode value) {
        String fault = "has a quantity that is no whole number: ";
        try {
            return number(value, fault).longValueExact();
        } catch (ArithmeticException e) {
            throw new UnmappableException(fault + shown(value));
        }
    }

    private static BigDecimal number(JsonNode value, String fault) {
        return DecimalText.of(value.isNumber() || value.isTextual() ? value.asText() : "")
                .orElseThrow(() -> new UnmappableException(fault + shown(value)));
    }

    private static void writeCategories(JsonNode value, JsonGenerator json) throws IOException {
        if (!value.isArray()) {
            throw new UnmappableException(
                    "has categories that are no array: "
                            + shown(value)
                            + "; an array of texts is [\"tea\", \"herbal\"]");
        }
        json.writeStartArray();
        for (JsonNode category : value) {
            if (!category.isTextual() && !category.isNumber()) {
                throw new UnmappableException("has a category that is no text: " + shown(category));
            }
            json.writeString(text("category", category));
        }
        json.writeEndArray();
    }

    private static void writeDataFields(JsonNode value, JsonGenerator json) throws IOException {
        if (!value.isObject()) {
            throw new UnmappableException("has dataFields that are no object: " + shown(value));
        }
        checkDataFields(value);
        JSON.writeTree(json, value);
    }

    private static void checkDataFields(JsonNode value) {
        if (value.isIntegralNumber() && !value.canConvertToLong()) {
            throw new UnmappableException(
                    "has "
                            + shown(value)
                            + " under dataFields, more than a long in Iterable holds");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (field.getKey().contains(".")) {
                throw new UnmappableException(
                        "has '"
                                + field.getKey()
                                + "' under dataFields, and a field name must not have a dot: nest"
                                + " it as an object");
            }
            checkDataFields(field.getValue());
        }
        if (value.isArray()) {
            value.forEach(CommerceItem::checkDataFields);
        }
    }

    private static String shown(JsonNode value) {
        return ValueText.quoted(value.isTextual() ? value.textValue() : value.toString());
    }
}
