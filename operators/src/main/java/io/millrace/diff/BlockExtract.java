/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A part of a {@link Block} in memory, enough to recognise an unchanged row that was not seen yet.
 * An entry is a slot of two longs: the position of its key in the bucket's order (30 bits), whether
 * the slot is in use (1), whether the entry was seen (1), and 96 bits of the hash of its row. If
 * keys are spread evenly, {@link KeyBuckets#order} gives the slot of a key; otherwise the entry is
 * in the next free slot. So entries are in the order of the block. A free slot is 0, and follows
 * the last entry.
 */
final class BlockExtract {

    /** The first long of a free slot. */
    static final long FREE = 0;

    /** One slot in FREE_SHARE is free, so that most entries are in the slot of their key. */
    private static final int FREE_SHARE = 6;

    private static final int SLOT_LONGS = ExtractPages.SLOT_LONGS;

    /** The position of a key is in the upper bits of the first long. */
    private static final int ORDER_SHIFT = Long.SIZE - KeyBuckets.ORDER_BITS;

    private static final long TAKEN = 1L << (ORDER_SHIFT - 1);
    private static final long SEEN = 1L << (ORDER_SHIFT - 2);

    private final long bucket;

    /** Spread slots, and some more after them; empty if there is no extract. */
    private Optional<ExtractPages.Room> room = Optional.empty();

    private int spread;
    private int entries;

    /** Entries that were not seen when marks were copied last. */
    private int unseenInState;

    /** False if the run had seen entries before the extract was created. */
    private boolean isOfWholeRun;

    BlockExtract(long bucket) {
        this.bucket = bucket;
    }

    long bucket() {
        return bucket;
    }

    int first() {
        return room.orElseThrow().first();
    }

    /** The number of slots over which keys are spread. */
    int spread() {
        return spread;
    }

    int entries() {
        return entries;
    }

    int unseenInState() {
        return unseenInState;
    }

    boolean isOfWholeRun() {
        return isOfWholeRun;
    }

    /** The first long of an entry that is not seen. */
    static long entry(long order, long hashLow) {
        return (order << ORDER_SHIFT) | TAKEN | (hashLow >>> Integer.SIZE);
    }

    /** The slot of a key among {@code spread} slots. */
    static int place(long order, int spread) {
        return (int) ((order * spread) >>> KeyBuckets.ORDER_BITS);
    }

    /**
     * Marks an entry as seen.
     *
     * @param from the index in the page at which to start
     * @return whether the entry exists and was not seen
     */
    static boolean mark(long[] page, int from, long entry, long hashHigh) {
        int at = from;
        long present = page[at];
        while (present != FREE && present >>> ORDER_SHIFT <= entry >>> ORDER_SHIFT) {
            if (present == entry && page[at + 1] == hashHigh) {
                page[at] = present | SEEN;
                return true;
            }
            at += SLOT_LONGS;
            present = page[at];
        }
        return false;
    }

    /**
     * Copies a block.
     *
     * @param ofRun whether the marks are of this run; otherwise no entry counts as seen
     * @return the number of entries that are not seen, 0 if there is no room
     */
    int fill(ExtractPages pages, Block block, SeenMarks seen, boolean ofRun) {
        spread = block.count() + block.count() / FREE_SHARE + 1;
        room = pages.take(slots(block));
        if (room.isEmpty()) {
            return 0;
        }
        entries = block.count();
        unseenInState = 0;
        long[] page = pages.page(first());
        int start = ExtractPages.at(first());
        Arrays.fill(page, start, start + room.get().size() * SLOT_LONGS, FREE);
        int next = 0;
        for (int i = 0; i < entries; i++) {
            long order = block.order(bucket, i);
            next = Math.max(next, place(order, spread));
            boolean isSeen = ofRun && seen.code(i) != SeenMarks.UNSEEN;
            boolean matches = block.canBeUnchanged(i);
            long entry = entry(order, matches ? block.hashLow(i) : 0);
            page[start + next * SLOT_LONGS] = isSeen ? entry | SEEN : entry;
            page[start + next * SLOT_LONGS + 1] = matches ? block.hashHigh(i) : 0;
            unseenInState += isSeen ? 0 : 1;
            next++;
        }
        isOfWholeRun = unseenInState == entries;
        return unseenInState;
    }

    /** Frees the room. */
    void free(ExtractPages pages) {
        room.ifPresent(pages::free);
        room = Optional.empty();
    }

    /** The number of slots for the entries, and a free one. */
    private int slots(Block block) {
        int next = 0;
        for (int i = 0; i < block.count(); i++) {
            next = 1 + Math.max(next, place(block.order(bucket, i), spread));
        }
        return Math.max(next, spread) + 1;
    }

    /**
     * Copies the marks to those of the block.
     *
     * @param unseen the number of entries that are not seen
     */
    void copyMarks(ExtractPages pages, SeenMarks seen, int attempt, int unseen) {
        byte code = SeenMarks.code(RowStatus.UNCHANGED, seen.ageOf(attempt));
        long[] page = pages.page(first());
        int at = ExtractPages.at(first());
        for (int i = 0; i < entries; at += SLOT_LONGS) {
            if (page[at] != FREE) {
                if ((page[at] & SEEN) != 0 && seen.code(i) == SeenMarks.UNSEEN) {
                    seen.set(i, code);
                }
                i++;
            }
        }
        unseenInState = unseen;
    }
}
