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
 * The memory of {@link ExtractCache}: slots of two longs each, in pages. A room is a range of slots
 * for one extract. Rooms have few sizes, so that a room that was freed fits another extract.
 */
final class ExtractPages {

    static final int SLOT_LONGS = 2;

    private static final int PAGE_BITS = 14;
    private static final int PAGE_SLOTS = 1 << PAGE_BITS;
    private static final long PAGE_BYTES = (long) PAGE_SLOTS * SLOT_LONGS * Long.BYTES;

    /** The number of room sizes between a size and its double. */
    private static final int SIZES = 8;

    private final DiffMemory memory;
    private long[][] pages = new long[16][];
    private int count;

    /** The number of slots in use of the last page. */
    private int taken = PAGE_SLOTS;

    /** First slots of the rooms that were freed, by size. */
    private final NavigableMap<Integer, Deque<Integer>> freed = new TreeMap<>();

    /** Consecutive slots of one page. */
    record Room(int first, int size) {}

    ExtractPages(DiffMemory memory) {
        this.memory = memory;
    }

    private static int size(int slots) {
        int step = Integer.highestOneBit(Math.max(slots, SIZES)) / SIZES;
        return (slots + step - 1) / step * step;
    }

    /**
     * Returns a room, which may hold old content.
     *
     * @return empty if there is no memory, or more than a page is requested
     */
    Optional<Room> take(int slots) {
        int size = size(slots);
        Map.Entry<Integer, Deque<Integer>> fitting = freed.ceilingEntry(size);
        if (fitting != null) {
            int first = fitting.getValue().removeLast();
            if (fitting.getValue().isEmpty()) {
                freed.remove(fitting.getKey());
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

    void free(Room room) {
        freed.computeIfAbsent(room.size(), of -> new ArrayDeque<>()).add(room.first());
    }

    /** The page of a slot; all slots of a room are in the same page. */
    long[] page(int slot) {
        return pages[slot >>> PAGE_BITS];
    }

    /** The index in its page at which a slot begins. */
    static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) * SLOT_LONGS;
    }

    /** Releases all memory, rooms in use included. */
    void clear() {
        memory.giveBack(count * PAGE_BYTES);
        Arrays.fill(pages, null);
        count = 0;
        taken = PAGE_SLOTS;
        freed.clear();
    }
}
