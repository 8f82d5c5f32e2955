/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The memory of {@link BlockExtracts}: slots of two numbers each, in pages that are filled from
 * their start, and are filled anew once nothing in them is in use any more.
 */
final class ExtractPages {

    /** There is no room. */
    static final int NO_ROOM = -1;

    private static final int SLOT_BITS = 14;

    /** No room is larger. */
    static final int PAGE_SLOTS = 1 << SLOT_BITS;

    static final int SLOT_LONGS = 2;

    private static final long PAGE_BYTES = (long) PAGE_SLOTS * SLOT_LONGS * Long.BYTES;
    private static final int NO_PAGE = -1;

    private final DiffMemory memory;
    private long[][] pages = new long[16][];

    /** How many slots of each page are taken, and how many rooms in it are in use. */
    private int[] taken = new int[16];

    private int[] uses = new int[16];
    private int count;

    /** Pages nothing is in. */
    private final Deque<Integer> idle = new ArrayDeque<>();

    /** The page that is being filled. */
    private int current = NO_PAGE;

    ExtractPages(DiffMemory memory) {
        this.memory = memory;
    }

    /**
     * Takes room, whatever is in it.
     *
     * @return its first slot, or {@link #NO_ROOM}
     */
    int take(int slots) {
        if (slots > PAGE_SLOTS) {
            return NO_ROOM;
        }
        if (current == NO_PAGE || taken[current] + slots > PAGE_SLOTS) {
            int next = idle.isEmpty() ? open() : idle.removeLast();
            if (next == NO_PAGE) {
                return NO_ROOM;
            }
            current = next;
        }
        int first = (current << SLOT_BITS) + taken[current];
        taken[current] += slots;
        uses[current]++;
        return first;
    }

    private int open() {
        if (!memory.takeOfHalf(PAGE_BYTES)) {
            return NO_PAGE;
        }
        if (count == pages.length) {
            pages = Arrays.copyOf(pages, 2 * count);
            taken = Arrays.copyOf(taken, 2 * count);
            uses = Arrays.copyOf(uses, 2 * count);
        }
        pages[count] = new long[PAGE_SLOTS * SLOT_LONGS];
        taken[count] = 0;
        uses[count] = 0;
        return count++;
    }

    /** The room that begins with this slot is not in use any more. */
    void leave(int first) {
        int page = first >>> SLOT_BITS;
        uses[page]--;
        if (uses[page] == 0) {
            taken[page] = 0;
            if (page != current) {
                idle.add(page);
            }
        }
    }

    /** Where a slot is; all of a room are in the same page. */
    long[] page(int slot) {
        return pages[slot >>> SLOT_BITS];
    }

    /** At which of the page's numbers the slot begins. */
    static int at(int slot) {
        return (slot & (PAGE_SLOTS - 1)) * SLOT_LONGS;
    }

    long bytes() {
        return count * PAGE_BYTES;
    }

    /** Lets go of all memory; nothing is in use any more. */
    void clear() {
        memory.giveBack(bytes());
        Arrays.fill(pages, null);
        count = 0;
        idle.clear();
        current = NO_PAGE;
    }
}
