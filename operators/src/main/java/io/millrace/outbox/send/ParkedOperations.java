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
 * Operations that wait for room at their endpoint, so that others can go on. While all that a sweep
 * has met calls one endpoint nothing is gained by that, and the sweep had better wait.
 */
public final class ParkedOperations {

    /** So many of one endpoint, and none of another, say that there is no other. */
    static final int ENOUGH_TO_TELL = 1_000;

    private final Map<Endpoint, Deque<PendingOperation>> waiting = new EnumMap<>(Endpoint.class);
    private Optional<Endpoint> only = Optional.empty();
    private long met;
    private int size;

    /** An operation that calls the endpoint has been met. */
    public void met(Endpoint endpoint) {
        if (met == 0) {
            only = Optional.of(endpoint);
        } else if (only.isPresent() && only.get() != endpoint) {
            only = Optional.empty();
        }
        met++;
    }

    public void add(Endpoint endpoint, PendingOperation operation) {
        waiting.computeIfAbsent(endpoint, any -> new ArrayDeque<>()).add(operation);
        size++;
    }

    /** The one endpoint all there is seems to call: the sweep waits for it. */
    public Optional<Endpoint> only() {
        return met < ENOUGH_TO_TELL ? Optional.empty() : only;
    }

    /** An operation whose endpoint has room again, the first set aside for it. */
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

    /** Forgets all; returns what has waited. */
    public List<PendingOperation> clear() {
        List<PendingOperation> waited = waiting.values().stream().flatMap(Deque::stream).toList();
        waiting.clear();
        size = 0;
        return waited;
    }
}
