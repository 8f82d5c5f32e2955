/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.List;
import java.util.Map;

/**
 * A request as it came off the wire.
 *
 * @param path raw, without the query
 * @param apiKey the value of the key header; empty if there is none
 */
record Incoming(
        String method, String path, Map<String, List<String>> query, String apiKey, byte[] body) {}
