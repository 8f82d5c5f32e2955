/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import java.util.List;
import java.util.Map;

/**
 * An HTTP request as the client sent it.
 *
 * @param path percent-encoded, without the query
 * @param query the values of each parameter, decoded
 * @param apiKey the value of the {@code Api-Key} header; empty if there is none
 */
public record ReceivedRequest(
        String method, String path, Map<String, List<String>> query, String apiKey, byte[] body) {

    /** Method and path, such as {@code POST /api/users/update}. */
    public String methodAndPath() {
        return method + " " + path;
    }

    /** The first value of a query parameter; empty if it is absent. */
    public String parameter(String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }
}
