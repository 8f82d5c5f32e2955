/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One call: its rows in the order sent, and their encoding.
 *
 * @param target what the rows have in common, such as a list's id; empty if nothing
 */
public record Request(Endpoint endpoint, String target, List<SentRow> rows) {

    public Request {
        rows = List.copyOf(rows);
    }

    /** Bytes of a body around its rows. */
    public static int envelopeBytes(Endpoint endpoint, String target) {
        return endpoint.layout().envelopeBytes(target);
    }

    /** Bytes a row adds to a body, with what parts it from the next. */
    public static int rowBytes(Endpoint endpoint, SentRow row) {
        return endpoint.layout().rowBytes(row);
    }

    /** The body; empty if there is none. */
    public byte[] encode() {
        return encode(NewFieldPolicy.CREATE);
    }

    /** The same, which says so if new fields are refused and the call knows of that. */
    byte[] encode(NewFieldPolicy newFields) {
        return endpoint.layout().encode(target, rows, newFields);
    }

    /** Path and query, below the base URL. */
    public String path() {
        if (endpoint.path().contains("{user}")) {
            SentRow row = rows.get(0);
            String way = BodyLayout.isEmail(row) ? "" : "byUserId/";
            return endpoint.path().replace("{user}", way + encoded(row.identifier()));
        }
        return endpoint.path().replace("{target}", target);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
