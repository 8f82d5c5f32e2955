/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * A response before it is sent.
 *
 * @param refusedRows indexes of the rows that a batch refused although its status is a success
 */
public record Response(int status, String contentType, byte[] body, BitSet refusedRows) {

    private static final ObjectWriter WRITER = new ObjectMapper().writer();

    public static Response json(int status, JsonNode body) {
        return batch(status, body, new BitSet());
    }

    public static Response batch(int status, JsonNode body, BitSet refusedRows) {
        try {
            byte[] bytes = WRITER.writeValueAsBytes(body);
            return new Response(status, "application/json", bytes, refusedRows);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Response text(int status, String contentType, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Response(status, contentType, bytes, new BitSet());
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
