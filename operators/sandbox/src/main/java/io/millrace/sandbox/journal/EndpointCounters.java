/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import java.util.Map;

/**
 * Counts over the requests of one endpoint.
 *
 * @param rows of all requests, accepted or not
 * @param statuses number of responses by status; 0 counts the requests without a response
 */
public record EndpointCounters(long requests, long rows, long bytes, Map<Integer, Long> statuses) {

    public static final EndpointCounters NONE = new EndpointCounters(0, 0, 0, Map.of());

    public EndpointCounters {
        statuses = Map.copyOf(statuses);
    }
}
