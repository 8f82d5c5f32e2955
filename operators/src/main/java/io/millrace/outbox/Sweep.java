/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Walks once over the routes that owe something, and again over those given back. Holds no more
 * than an iterator and the routes given back.
 */
final class Sweep implements AutoCloseable {

    private final Stream<Long> routes;
    private final Iterator<Long> iterator;
    private final Deque<Long> again = new ArrayDeque<>();

    Sweep(Stream<Long> routes) {
        this.routes = routes;
        this.iterator = routes.iterator();
    }

    boolean hasNext() {
        return !again.isEmpty() || iterator.hasNext();
    }

    /**
     * The next route to look at; empty when there is none for now.
     *
     * @param goesOn false to look only at routes given back
     */
    OptionalLong next(boolean goesOn) {
        if (!again.isEmpty()) {
            return OptionalLong.of(again.poll());
        }
        return goesOn && iterator.hasNext()
                ? OptionalLong.of(iterator.next())
                : OptionalLong.empty();
    }

    /** Looks at a route again: before all others, since its rows keep their order. */
    void again(long route) {
        again.addFirst(route);
    }

    @Override
    public void close() {
        routes.close();
    }
}
