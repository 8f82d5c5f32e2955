/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the backlogs and extracts of all syncs and subtasks in a process share, in
 * addition to a small amount that each has. Thread-safe.
 */
final class DiffMemory {

    /** 1/HEAP_SHARE of the largest heap is shared. */
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

    /** Reserves up to {@code wanted} bytes, and returns how many it reserved. */
    long take(long wanted) {
        long before = free.getAndUpdate(present -> present - Math.min(present, wanted));
        return Math.min(before, wanted);
    }

    /**
     * Reserves {@code wanted} bytes, if at least half of the whole stays free.
     *
     * @return whether they are reserved
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
