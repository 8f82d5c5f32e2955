/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.Map;

/**
 * What one endpoint has seen.
 *
 * @param rows rows of all requests, taken or not
 * @param statuses answers by status; 0 counts the requests left without one
 */
public record EndpointCounters(long requests, long rows, long bytes, Map<Integer, Long> statuses) {

    static final EndpointCounters NONE = new EndpointCounters(0, 0, 0, Map.of());

    public EndpointCounters {
        statuses = Map.copyOf(statuses);
    }
}
