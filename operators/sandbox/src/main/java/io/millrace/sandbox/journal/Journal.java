/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The latest requests, and counts over all requests. Thread-safe. */
public final class Journal {

    private final Deque<JournalEntry> entries = new ArrayDeque<>();
    private final Map<String, Count> counts = new TreeMap<>();
    private JournalSettings settings;
    private long number;

    private static final class Count {
        private long requests;
        private long rows;
        private long bytes;
        private final Map<Integer, Long> statuses = new TreeMap<>();
    }

    public Journal(JournalSettings settings) {
        this.settings = settings;
    }

    public synchronized void settings(JournalSettings value) {
        settings = value;
    }

    public synchronized JournalSettings settings() {
        return settings;
    }

    /**
     * @param status as sent to the client; 0 if there was no response
     * @param fault the fault that struck the request; empty if none did
     */
    public synchronized void add(TrackedRequest request, int status, String fault) {
        RequestClaims claims = request.claims();
        Count count = counts.computeIfAbsent(request.endpoint(), any -> new Count());
        count.requests++;
        count.rows += claims.size();
        count.bytes += request.exchange().request().body().length;
        count.statuses.merge(status, 1L, Long::sum);
        number++;
        entries.addLast(
                new JournalEntry(
                        number,
                        Instant.now(),
                        request.endpoint(),
                        claims.size(),
                        identities(claims),
                        status,
                        fault,
                        (System.nanoTime() - request.exchange().arrivedAt()) / 1_000));
        while (entries.size() > settings.capacity()) {
            entries.removeFirst();
        }
    }

    /** The latest requests, oldest first. */
    public synchronized List<JournalEntry> entries() {
        return new ArrayList<>(entries);
    }

    /** By method and path. */
    public synchronized Map<String, EndpointCounters> counters() {
        Map<String, EndpointCounters> counters = new TreeMap<>();
        counts.forEach(
                (endpoint, count) ->
                        counters.put(
                                endpoint,
                                new EndpointCounters(
                                        count.requests, count.rows, count.bytes, count.statuses)));
        return counters;
    }

    public synchronized void reset() {
        entries.clear();
        counts.clear();
    }

    private List<String> identities(RequestClaims claims) {
        return switch (settings.detail()) {
            case NONE -> List.of();
            case HASHES ->
                    claims.identities().stream()
                            .map(identity -> Long.toHexString(Hash64.of(identity)))
                            .toList();
            case IDENTITIES -> List.copyOf(claims.identities());
        };
    }
}
