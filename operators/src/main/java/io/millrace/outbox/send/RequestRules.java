/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.retry.BackOff;

/**
 * The limits of requests to one endpoint.
 *
 * @param rows the most in a batch
 * @param bytes the most in a batch
 * @param inFlight the most requests of many rows in flight
 * @param singlesInFlight the most requests of one row in flight
 * @param backOff the pause after a failed request
 */
public record RequestRules(
        int rows, long bytes, int inFlight, int singlesInFlight, BackOff backOff) {}
