/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.iterable.Endpoint;
import io.millrace.outbox.pending.PendingOperation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Operations that wait for room at their endpoint, so that operations of other endpoints can
 * continue. If all operations of a scan seem to call one endpoint, parking is useless, and the scan
 * should wait instead.
 */
public final class ParkedOperations {

    /** After this many operations of one endpoint, a scan is taken to have no other. */
    static final int SAMPLE = 1_000;

    private final Map<Endpoint, Deque<PendingOperation>> waiting = new EnumMap<>(Endpoint.class);
    private Optional<Endpoint> only = Optional.empty();
    private long seen;
    private int size;

    /** The scan found an operation that calls the endpoint. */
    public void saw(Endpoint endpoint) {
        if (seen == 0) {
            only = Optional.of(endpoint);
        } else if (only.isPresent() && only.get() != endpoint) {
            only = Optional.empty();
        }
        seen++;
    }

    public void add(Endpoint endpoint, PendingOperation operation) {
        waiting.computeIfAbsent(endpoint, any -> new ArrayDeque<>()).add(operation);
        size++;
    }

    /** The one endpoint that all operations of the scan seem to call; empty if there are others. */
    public Optional<Endpoint> onlyEndpoint() {
        return seen < SAMPLE ? Optional.empty() : only;
    }

    /** Removes the oldest operation of an endpoint that has room. */
    public Optional<PendingOperation> poll(Predicate<Endpoint> hasRoom) {
        if (size == 0) {
            return Optional.empty();
        }
        for (Map.Entry<Endpoint, Deque<PendingOperation>> each : waiting.entrySet()) {
            if (!each.getValue().isEmpty() && hasRoom.test(each.getKey())) {
                size--;
                return Optional.of(each.getValue().poll());
            }
        }
        return Optional.empty();
    }

    public int size() {
        return size;
    }

    /** Removes and returns all operations. */
    public List<PendingOperation> clear() {
        List<PendingOperation> all = waiting.values().stream().flatMap(Deque::stream).toList();
        waiting.clear();
        size = 0;
        return all;
    }
}
