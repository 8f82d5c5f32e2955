/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/**
 * Calls a subtask made of an endpoint's daily quota, or put by to make; operator state.
 *
 * @param meter of the endpoint
 * @param day since 1970, UTC
 */
public record QuotaUse(String meter, long day, long calls) {}
