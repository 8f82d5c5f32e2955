/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * One request in the journal.
 *
 * @param number counts up from 1
 * @param endpoint method and path as routed, or as sent if there is no such route
 * @param identities of the rows, or their hashes, as {@link Watch.Detail} says
 * @param status as sent to the caller; 0 if no answer was
 * @param fault what struck it; empty if nothing did
 * @param micros from arrival to answer
 */
public record JournalEntry(
        long number,
        Instant time,
        String endpoint,
        int rows,
        List<String> identities,
        int status,
        String fault,
        long micros) {}
