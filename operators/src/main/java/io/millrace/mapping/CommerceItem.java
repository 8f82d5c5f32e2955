/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.mapping.field.DecimalText;
import io.millrace.mapping.field.UnmappableException;
import io.millrace.mapping.field.ValueText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes one item of a purchase or a cart. Numbers in texts become numbers; nulls are omitted. */
public final class CommerceItem {

    /** The fields that every item has. */
    public static final List<String> REQUIRED = List.of("id", "name", "price", "quantity");

    /** The other fields of an item that Iterable accepts. */
    public static final List<String> OPTIONAL =
            List.of("sku", "description", "categories", "url", "imageUrl", "dataFields");

    private static final Set<String> TEXTS =
            Set.of("id", "name", "sku", "description", "url", "imageUrl");

    /** The largest number of digits before or after the point; each would be written out. */
    private static final int MAX_PRICE_DIGITS = 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private CommerceItem() {}

    /**
     * Writes the item.
     *
     * @throws UnmappableException if it is not valid; the message continues "item 1"
     */
    static void write(JsonNode item, JsonGenerator json) throws IOException {
        if (!item.isObject()) {
            throw new UnmappableException("is not an object but " + shown(item));
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

    /** A field that Iterable does not know is a fault. */
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
            throw new UnmappableException("has no text in " + name + ": " + shown(value));
        }
        String text = value.asText();
        if (name.equals("id") && text.isBlank()) {
            throw new UnmappableException("has a blank id");
        }
        return text;
    }

    private static String price(JsonNode value) {
        BigDecimal price = number(value, "has a price that is not a number: ").stripTrailingZeros();
        if (Math.abs(price.scale()) > MAX_PRICE_DIGITS || price.precision() > MAX_PRICE_DIGITS) {
            throw new UnmappableException("has a price with too many digits: " + shown(value));
        }
        return price.setScale(Math.max(1, price.scale())).toPlainString();
    }

    private static long quantity(JsonNode value) {
        String fault = "has a quantity that is not a whole number: ";
        try {
            return number(value, fault).longValueExact();
        } catch (ArithmeticException e) {
            throw new UnmappableException(fault + shown(value));
        }
    }

    private static BigDecimal number(JsonNode value, String fault) {
        return DecimalText.parse(value.isNumber() || value.isTextual() ? value.asText() : "")
                .orElseThrow(() -> new UnmappableException(fault + shown(value)));
    }

    private static void writeCategories(JsonNode value, JsonGenerator json) throws IOException {
        if (!value.isArray()) {
            throw new UnmappableException(
                    "has categories that are not an array: "
                            + shown(value)
                            + "; an array of texts is [\"tea\", \"herbal\"]");
        }
        json.writeStartArray();
        for (JsonNode category : value) {
            if (!category.isTextual() && !category.isNumber()) {
                throw new UnmappableException(
                        "has a category that is not a text: " + shown(category));
            }
            json.writeString(text("category", category));
        }
        json.writeEndArray();
    }

    private static void writeDataFields(JsonNode value, JsonGenerator json) throws IOException {
        if (!value.isObject()) {
            throw new UnmappableException("has dataFields that are not an object: " + shown(value));
        }
        checkDataFields(value);
        JSON.writeTree(json, value);
    }

    private static void checkDataFields(JsonNode value) {
        if (value.isIntegralNumber() && !value.canConvertToLong()) {
            throw new UnmappableException(
                    "has "
                            + shown(value)
                            + " under dataFields, outside of the range of Iterable's whole numbers");
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
