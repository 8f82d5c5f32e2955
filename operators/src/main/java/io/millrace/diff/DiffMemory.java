/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the backlogs and the extracts of all syncs and subtasks in a process may hold together,
 * beyond the little that each has anyway. Thread-safe.
 */
final class DiffMemory {

    /** The largest heap there can be is shared out, one part in so many of it. */
    private static final int HEAP_SHARE = 4;

    private static final DiffMemory OF_PROCESS =
            new DiffMemory(Runtime.getRuntime().maxMemory() / HEAP_SHARE);

    private final long most;
    private final AtomicLong free;

    DiffMemory(long bytes) {
        this.most = bytes;
        this.free = new AtomicLong(bytes);
    }

    static DiffMemory ofProcess() {
        return OF_PROCESS;
    }

    /** Takes as much as there is of what is asked for. */
    long take(long wanted) {
        long before = free.getAndUpdate(present -> present - Math.min(present, wanted));
        return Math.min(before, wanted);
    }

    /**
     * Takes all that is asked for, or nothing where less than half of the whole would be left.
     *
     * @return whether it is taken
     */
    boolean takeOfHalf(long wanted) {
        long left = most / 2;
        long before =
                free.getAndUpdate(present -> present - wanted >= left ? present - wanted : present);
        return before - wanted >= left;
    }

    void giveBack(long bytes) {
        free.addAndGet(bytes);
    }
}
