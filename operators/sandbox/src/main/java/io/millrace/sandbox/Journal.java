/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The latest requests and the counts of all of them. */
final class Journal {

    private final Deque<JournalEntry> entries = new ArrayDeque<>();
    private final Map<String, Count> counts = new TreeMap<>();
    private Watch watch;
    private long number;

    private static final class Count {
        private long requests;
        private long rows;
        private long bytes;
        private final Map<Integer, Long> statuses = new TreeMap<>();
    }

    Journal(Watch watch) {
        this.watch = watch;
    }

    synchronized void watch(Watch value) {
        watch = value;
    }

    synchronized Watch watch() {
        return watch;
    }

    synchronized void write(Exchange exchange, int status, String fault) {
        RequestClaims claims = exchange.claims();
        Count count = counts.computeIfAbsent(exchange.label(), any -> new Count());
        count.requests++;
        count.rows += claims.size();
        count.bytes += exchange.incoming().body().length;
        count.statuses.merge(status, 1L, Long::sum);
        number++;
        entries.addLast(
                new JournalEntry(
                        number,
                        Instant.now(),
                        exchange.label(),
                        claims.size(),
                        identities(claims),
                        status,
                        fault,
                        (System.nanoTime() - exchange.arrivedAt()) / 1_000));
        while (entries.size() > watch.journalCapacity()) {
            entries.removeFirst();
        }
    }

    synchronized List<JournalEntry> entries() {
        return new ArrayList<>(entries);
    }

    synchronized Map<String, EndpointCounters> counters() {
        Map<String, EndpointCounters> counters = new TreeMap<>();
        counts.forEach(
                (label, count) ->
                        counters.put(
                                label,
                                new EndpointCounters(
                                        count.requests, count.rows, count.bytes, count.statuses)));
        return counters;
    }

    synchronized void reset() {
        entries.clear();
        counts.clear();
    }

    private List<String> identities(RequestClaims claims) {
        return switch (watch.detail()) {
            case NONE -> List.of();
            case HASHES ->
                    claims.identities().stream()
                            .map(identity -> Long.toHexString(Hash64.of(identity)))
                            .toList();
            case IDENTITIES -> List.copyOf(claims.identities());
        };
    }
}
