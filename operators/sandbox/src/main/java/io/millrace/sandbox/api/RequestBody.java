/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.http.ReceivedRequest;
import io.millrace.sandbox.journal.Hash64;
import io.millrace.sandbox.project.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A parsed request body.
 *
 * @param top the body without its rows; all of the body where the call has one row
 * @param rows each row with the hash of its bytes
 */
public record RequestBody(ObjectNode top, List<Row> rows) {

    /** One row as sent. It may be no JSON object until the call has checked it. */
    public record Row(JsonNode node, long hash) {

        public ObjectNode fields() {
            return (ObjectNode) node;
        }
    }

    static final RequestBody NONE = new RequestBody(Json.object(), List.of());

    /**
     * Parses the body of a request; {@link #NONE} where the route takes none.
     *
     * @throws ApiRefusal if it is no JSON object, or its rows are no array
     */
    public static RequestBody of(ReceivedRequest request, ApiRoute route) {
        return route.takesBody() ? parse(request.body(), route) : NONE;
    }

    private static RequestBody parse(byte[] bytes, ApiRoute route) {
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw badJson(route, "obj", "error.expected.jsobject");
            }
            return route.isBatch() ? batch(parser, bytes, route) : single(parser, bytes);
        } catch (IOException e) {
            throw badJson(route, "obj", "error.invalid.json");
        }
    }

    private static RequestBody single(JsonParser parser, byte[] bytes) throws IOException {
        ObjectNode top = Json.MAPPER.readTree(parser);
        expectEnd(parser);
        return new RequestBody(top, List.of(new Row(top, Hash64.of(bytes, 0, bytes.length))));
    }

    private static RequestBody batch(JsonParser parser, byte[] bytes, ApiRoute route)
            throws IOException {
        ObjectNode top = Json.object();
        List<Row> rows = new ArrayList<>();
        boolean seen = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (!name.equals(route.rowsField())) {
                top.set(name, Json.MAPPER.<JsonNode>readTree(parser));
            } else if (token == JsonToken.START_ARRAY) {
                seen = true;
                readRows(parser, bytes, rows);
            } else if (token == JsonToken.START_OBJECT) {
                seen = true;
                readEntries(parser, bytes, rows);
            } else {
                throw badJson(route, "obj." + name, "error.expected.jsarray");
            }
        }
        expectEnd(parser);
        if (!seen) {
            throw badJson(route, "obj." + route.rowsField(), "error.path.missing");
        }
        return new RequestBody(top, rows);
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

    /** Reads catalog documents, an object from item id to item, as rows with both. */
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

    private static ApiRefusal badJson(ApiRoute route, String path, String problem) {
        return JsonTypeChecks.refusal(route, Map.of(path, problem));
    }
}
