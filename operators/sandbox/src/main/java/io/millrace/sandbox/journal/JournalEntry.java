/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import java.time.Instant;
import java.util.List;

/**
 * One request in the journal.
 *
 * @param number counts from 1
 * @param endpoint method and path: of the route, or as sent if there is no such route
 * @param identities of the rows, or their hashes, according to {@link JournalSettings.Detail}
 * @param status as sent to the client; 0 if there was no response
 * @param fault the fault that struck the request; empty if none did
 * @param micros from the arrival to the response
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
