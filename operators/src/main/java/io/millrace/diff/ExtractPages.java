/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The memory of {@link ExtractCache}: slots of two numbers each, in pages. Rooms are as large as
 * one of few sizes, so that what one bucket leaves fits another.
 */
final class ExtractPages {

    static final int SLOT_LONGS = 2;

    private static final int PAGE_BITS = 14;
    private static final int PAGE_SLOTS = 1 << PAGE_BITS;
    private static final long PAGE_BYTES = (long) PAGE_SLOTS * SLOT_LONGS * Long.BYTES;

    /** Between a size and its double there are so many. */
    private static final int SIZES = 8;

    private final DiffMemory memory;
    private long[][] pages = new long[16][];
    private int count;

    /** How many slots of the last page are taken. */
    private int taken = PAGE_SLOTS;

    /** First slots of rooms that were left, by their size. */
    private final NavigableMap<Integer, Deque<Integer>> left = new TreeMap<>();

    /** Slots that follow each other, from the first on. */
    record Room(int first, int size) {}

    ExtractPages(DiffMemory memory) {
        this.memory = memory;
    }

    private static int size(int slots) {
        int step = Integer.highestOneBit(Math.max(slots, SIZES)) / SIZES;
        return (slots + step - 1) / step * step;
    }

    /**
     * Takes room, whatever is in it.
     *
     * @return empty if there is none; there never is for more than a page
     */
    Optional<Room> take(int slots) {
        int size = size(slots);
        Map.Entry<Integer, Deque<Integer>> fitting = left.ceilingEntry(size);
        if (fitting != null) {
            int first = fitting.getValue().removeLast();
            if (fitting.getValue().isEmpty()) {
                left.remove(fitting.getKey());
            }
            return Optional.of(new Room(first, fitting.getKey()));
        }
        if (size > PAGE_SLOTS || (taken + size > PAGE_SLOTS && !open())) {
            return Optional.empty();
        }
        int first = ((count - 1) << PAGE_BITS) + taken;
        taken += size;
        return Optional.of(new Room(first, size));
    }

    private boolean open() {
        if (!memory.takeOfHalf(PAGE_BYTES)) {
            return false;
        }
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, 2 * count);
        }
        pages[count++] = new long[PAGE_SLOTS * SLOT_LONGS];
        taken = 0;
        return true;
    }

    /** A room is not in use any more. */
    void leave(Room room) {
        left.computeIfAbsent(room.size(), of -> new ArrayDeque<>()).add(room.first());
    }

    /** Where a slot is; all of a room are in the same page. */
    long[] page(int slot) {
        return pages[slot >>> PAGE_BITS];
    }

    /** At which of the page's numbers the slot begins. */
    static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) * SLOT_LONGS;
    }

    /** Lets go of all memory; nothing is in use any more. */
    void clear() {
        memory.giveBack(count * PAGE_BYTES);
        Arrays.fill(pages, null);
        count = 0;
        taken = PAGE_SLOTS;
        left.clear();
    }
}
