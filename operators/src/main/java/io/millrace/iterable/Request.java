/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One call to Iterable, with its rows in the order sent.
 *
 * @param target what the rows have in common, such as the id of a list; may be empty
 */
public record Request(Endpoint endpoint, String target, List<SentRow> rows) {

    public Request {
        rows = List.copyOf(rows);
    }

    /** Bytes of a body without its rows. */
    public static int envelopeBytes(Endpoint endpoint, String target) {
        return endpoint.layout().envelopeBytes(target);
    }

    /** Bytes that a row adds to a body, including the separator. */
    public static int rowBytes(Endpoint endpoint, SentRow row) {
        return endpoint.layout().rowBytes(row);
    }

    /** The body; empty for a call without body. */
    public byte[] encode() {
        return encode(NewFieldPolicy.CREATE);
    }

    /** The body with Iterable's flag for new fields, if the call has such a flag. */
    byte[] encode(NewFieldPolicy newFields) {
        return endpoint.layout().encode(target, rows, newFields);
    }

    /** Path and query, below the base URL. */
    public String path() {
        if (endpoint.path().contains("{user}")) {
            SentRow row = rows.get(0);
            String prefix = BodyLayout.isEmail(row) ? "" : "byUserId/";
            return endpoint.path().replace("{user}", prefix + encoded(row.identifier()));
        }
        return endpoint.path().replace("{target}", target);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
