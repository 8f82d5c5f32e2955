/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.retry.BackOff;

/**
 * How large requests may be, and how many may be under way to one endpoint.
 *
 * @param rows of a batch
 * @param bytes of a batch
 * @param inFlight requests of many rows
 * @param singlesInFlight requests of one row
 * @param backOff after a request that failed
 */
public record RequestRules(
        int rows, long bytes, int inFlight, int singlesInFlight, BackOff backOff) {}
