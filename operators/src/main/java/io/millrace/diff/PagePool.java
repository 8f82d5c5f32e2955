/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayDeque;
import java.util.Deque;

/** Pages of memory that are reused, so that rows that wait don't burden the garbage collector. */
final class PagePool {

    static final int PAGE_BYTES = 32 << 10;

    private final Deque<byte[]> free = new ArrayDeque<>();

    byte[] take() {
        return free.isEmpty() ? new byte[PAGE_BYTES] : free.pop();
    }

    /** Returns a page of {@link #take} to the pool. */
    void giveBack(byte[] page) {
        free.push(page);
    }

    /** The bytes of the free pages. */
    long bytes() {
        return (long) free.size() * PAGE_BYTES;
    }

    /** Releases free pages of at least {@code bytes}, if there are as many. */
    void release(long bytes) {
        shrink(bytes() - bytes);
    }

    /** Releases free pages until they have at most {@code bytes}. */
    void shrink(long bytes) {
        while (!free.isEmpty() && bytes() > bytes) {
            free.pop();
        }
    }
}
