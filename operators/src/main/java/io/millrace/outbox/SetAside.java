/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Routes whose next call waits for its endpoint, set aside so that routes behind them can go on. So
 * many are remembered; of further ones only that there are some, for another sweep. While all there
 * is calls one endpoint nothing is gained by it, and the sweep had better wait.
 */
final class SetAside {

    /** So many of one endpoint, and none of another, say that there is no other. */
    static final int ENOUGH_TO_TELL = 1_000;

    static final int MOST = 10_000;

    private final Map<Endpoint, Deque<Long>> routes = new EnumMap<>(Endpoint.class);
    private Optional<Endpoint> only = Optional.empty();
    private int size;
    private boolean leftBehind;

    /** A route that calls the endpoint has been met. */
    void met(Endpoint endpoint) {
        routes.computeIfAbsent(endpoint, any -> new ArrayDeque<>());
        only = only.filter(endpoint::equals);
    }

    void add(Endpoint endpoint, long route) {
        met(endpoint);
        if (size >= MOST) {
            leftBehind = true;
            return;
        }
        routes.get(endpoint).add(route);
        size++;
        if (routes.size() == 1 && size >= ENOUGH_TO_TELL) {
            only = Optional.of(endpoint);
        }
    }

    /** The one endpoint all there is seems to call: the sweep waits for it. */
    Optional<Endpoint> only() {
        return only;
    }

    /** A route whose endpoint has room again, the first set aside for it. */
    OptionalLong poll(Predicate<Endpoint> hasRoom) {
        for (Map.Entry<Endpoint, Deque<Long>> waiting : routes.entrySet()) {
            if (!waiting.getValue().isEmpty() && hasRoom.test(waiting.getKey())) {
                size--;
                return OptionalLong.of(waiting.getValue().poll());
            }
        }
        return OptionalLong.empty();
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** True, once, if routes were left behind; the sweep that looks for them starts afresh. */
    boolean takeLeftBehind() {
        boolean left = leftBehind;
        leftBehind = false;
        routes.values().removeIf(Deque::isEmpty);
        return left;
    }
}
