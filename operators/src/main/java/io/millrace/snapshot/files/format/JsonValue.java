/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Reads values of a type from JSON, exactly or not at all. A text column takes any JSON value: its
 * text in the file.
 */
@FunctionalInterface
interface JsonValue {

    JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /**
     * Reads the value at the parser's current token, and moves the parser to its last token.
     *
     * @param source the whole text that the parser reads
     * @return the value in Flink's internal form; null for null
     */
    Object of(JsonParser parser, String source) throws IOException, UnreadableValueException;

    /**
     * @param refusesMissing whether an object must have every field of its ROW
     */
    static JsonValue of(LogicalType type, boolean refusesMissing) {
        JsonValue present =
                switch (type.getTypeRoot()) {
                    case CHAR, VARCHAR -> text(TextValue.of(type));
                    case BOOLEAN -> scalar(type, TextValue.of(type), false);
                    case ARRAY -> array((ArrayType) type, refusesMissing);
                    case MAP -> map((MapType) type, refusesMissing);
                    case ROW -> row(new JsonObject((RowType) type, refusesMissing));
                    default -> scalar(type, TextValue.of(type), true);
                };
        return (parser, source) ->
                parser.currentToken() == JsonToken.VALUE_NULL ? null : present.of(parser, source);
    }

    /** Returns a reader of any type from text: arrays, maps and rows are JSON in the text. */
    static TextValue ofText(LogicalType type, boolean refusesMissing) {
        if (!type.is(LogicalTypeRoot.ARRAY)
                && !type.is(LogicalTypeRoot.MAP)
                && !type.is(LogicalTypeRoot.ROW)) {
            return TextValue.of(type);
        }
        JsonValue value = of(type, refusesMissing);
        return text -> {
            try (JsonParser parser = JSON.createParser(text)) {
                parser.nextToken();
                Object read = value.of(parser, text);
                if (parser.nextToken() != null) {
                    throw new UnreadableValueException(text, "is more than one JSON value");
                }
                return read;
            } catch (JsonProcessingException e) {
                throw new UnreadableValueException(text, "is not JSON: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory failed", e);
            }
        };
    }

    private static JsonValue text(TextValue value) {
        return (parser, source) -> {
            if (!parser.currentToken().isStructStart()) {
                return value.of(parser.getText());
            }
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            return value.of(
                    source.substring(start, (int) parser.currentLocation().getCharOffset()));
        };
    }

    private static JsonValue scalar(LogicalType type, TextValue value, boolean number) {
        return (parser, source) -> {
            JsonToken token = parser.currentToken();
            boolean fits =
                    token == JsonToken.VALUE_STRING
                            || (number ? token.isNumeric() : token.isBoolean());
            if (!fits) {
                throw new UnreadableValueException(
                        parser.getText(), "is no JSON value for " + type.asSummaryString());
            }
            return value.of(parser.getText());
        };
    }

    private static JsonValue row(JsonObject object) {
        return (parser, source) -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableValueException(parser.getText(), "is not a JSON object");
            }
            return GenericRowData.of(
                    object.fields(
                            parser,
                            source,
                            (field, fault) -> {
                                throw fault.in(field.getName());
                            }));
        };
    }

    private static JsonValue array(ArrayType type, boolean refusesMissing) {
        JsonValue element = of(type.getElementType(), refusesMissing);
        return (parser, source) -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw new UnreadableValueException(parser.getText(), "is not a JSON array");
            }
            List<Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                try {
                    elements.add(element.of(parser, source));
                } catch (UnreadableValueException e) {
                    throw e.in("[" + elements.size() + "]");
                }
            }
            return new GenericArrayData(elements.toArray());
        };
    }

    private static JsonValue map(MapType type, boolean refusesMissing) {
        JsonValue value = of(type.getValueType(), refusesMissing);
        return (parser, source) -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new UnreadableValueException(parser.getText(), "is not a JSON object");
            }
            Map<StringData, Object> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                try {
                    entries.put(StringData.fromString(name), value.of(parser, source));
                } catch (UnreadableValueException e) {
                    throw e.in(name);
                }
            }
            return new GenericMapData(entries);
        };
    }
}
