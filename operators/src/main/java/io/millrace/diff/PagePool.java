/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pages of memory that are written over again and again: what waits for long would else be moved
 * about by every garbage collection.
 */
final class PagePool {

    static final int PAGE_BYTES = 32 << 10;

    private final Deque<byte[]> free = new ArrayDeque<>();

    byte[] take() {
        return free.isEmpty() ? new byte[PAGE_BYTES] : free.pop();
    }

    /** Takes back what {@link #take} gave. */
    void giveBack(byte[] page) {
        free.push(page);
    }

    /** What is free. */
    long bytes() {
        return (long) free.size() * PAGE_BYTES;
    }

    /** Lets go of free pages of so many bytes, or somewhat more, as far as there are any. */
    void letGo(long bytes) {
        shrink(bytes() - bytes);
    }

    /** Lets go of free pages until they take so many bytes, or less. */
    void shrink(long bytes) {
        while (!free.isEmpty() && bytes() > bytes) {
            free.pop();
        }
    }
}
