/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the backlogs of all syncs and subtasks in a process may hold together, beyond the little
 * that each has anyway. Thread-safe.
 */
final class BacklogMemory {

    /** The largest heap there can be is shared out, one part in so many of it. */
    private static final int HEAP_SHARE = 4;

    private static final BacklogMemory OF_PROCESS =
            new BacklogMemory(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

    private final AtomicLong free;

    BacklogMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    static BacklogMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Takes as much as there is of what is asked for. */
    long take(long most) {
        long before = free.getAndUpdate(present -> present - Math.min(present, most));
        return Math.min(before, most);
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }
}
