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

    /** Takes back what {@link #take} gave; anything else is let go. */
    void giveBack(byte[] page) {
        if (page.length == PAGE_BYTES) {
            free.push(page);
        }
    }

    /** Lets go of free pages until they take so many bytes, or less. */
    void shrink(long bytes) {
        while ((long) free.size() * PAGE_BYTES > bytes) {
            free.pop();
        }
    }
}
