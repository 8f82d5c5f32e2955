/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A parsed request body: the rows on their own, each with the hash of its bytes, and what stood
 * around them.
 *
 * @param top the body without its rows; the whole body of a call that takes one row
 */
record Body(ObjectNode top, List<Row> rows) {

    /** One row as it was sent; not necessarily an object, until it was checked. */
    record Row(JsonNode node, long hash) {

        ObjectNode fields() {
            return (ObjectNode) node;
        }
    }

    static final Body NONE = new Body(Json.object(), List.of());

    /** Parses a body; refuses one that is no JSON object, or in which the rows are no array. */
    static Body parse(byte[] bytes, ApiRoute endpoint) {
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw badJson(endpoint, "obj", "error.expected.jsobject");
            }
            return endpoint.isBatch() ? batch(parser, bytes, endpoint) : single(parser, bytes);
        } catch (IOException e) {
            throw badJson(endpoint, "obj", "error.invalid.json");
        }
    }

    private static Body single(JsonParser parser, byte[] bytes) throws IOException {
        ObjectNode top = Json.MAPPER.readTree(parser);
        expectEnd(parser);
        return new Body(top, List.of(new Row(top, Hash64.of(bytes, 0, bytes.length))));
    }

    private static Body batch(JsonParser parser, byte[] bytes, ApiRoute endpoint)
            throws IOException {
        ObjectNode top = Json.object();
        List<Row> rows = new ArrayList<>();
        boolean seen = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (!name.equals(endpoint.rowsField())) {
                top.set(name, Json.MAPPER.<JsonNode>readTree(parser));
            } else if (token == JsonToken.START_ARRAY) {
                seen = true;
                readRows(parser, bytes, rows);
            } else if (token == JsonToken.START_OBJECT) {
                seen = true;
                readEntries(parser, bytes, rows);
            } else {
                throw badJson(endpoint, "obj." + name, "error.expected.jsarray");
            }
        }
        expectEnd(parser);
        if (!seen) {
            throw badJson(endpoint, "obj." + endpoint.rowsField(), "error.path.missing");
        }
        return new Body(top, rows);
    }

    private static void readRows(JsonParser parser, byte[] bytes, List<Row> rows)
            throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            JsonNode node = Json.MAPPER.readTree(parser);
            int end = (int) parser.currentLocation().getByteOffset();
            rows.add(new Row(node, Hash64.of(bytes, start, end)));
        }
    }

    /** The documents of a catalog: an object from item id to item, read as rows of both. */
    private static void readEntries(JsonParser parser, byte[] bytes, List<Row> rows)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            JsonNode node = Json.MAPPER.readTree(parser);
            int end = (int) parser.currentLocation().getByteOffset();
            ObjectNode row = Json.object().put("itemId", name);
            row.set("value", node);
            rows.add(new Row(row, Hash64.of(bytes, start, end)));
        }
    }

    private static void expectEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new IOException("more than one JSON value");
        }
    }

    private static ApiRefusal badJson(ApiRoute endpoint, String path, String complaint) {
        return BadJson.refusal(endpoint, Map.of(path, complaint));
    }
}
