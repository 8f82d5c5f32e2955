/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.diff.SeenRow.Standing;
import io.millrace.row.KeyBuckets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Of each entry of a {@link Block} enough to tell that a row is unchanged and was not seen yet: a
 * slot of two longs, which are where its key stands in the bucket's order (30 bits), whether there
 * is an entry (1), whether it was seen (1), and 96 bits of the hash of its row. Entries are in the
 * order of the block, each in the slot where {@link KeyBuckets#order} says it would be if keys were
 * spread evenly, or as soon behind as one is free. A free slot is 0, and follows the last entry.
 */
final class BlockExtract {

    /** No entry begins so. */
    static final long FREE = 0;

    /** One slot in so many is left free, so that most keys are where they would be. */
    private static final int AIR = 6;

    private static final int SLOT_LONGS = ExtractPages.SLOT_LONGS;

    /** Of 64 bits, the upper ones that say where a key stands. */
    private static final int ORDER_SHIFT = Long.SIZE - KeyBuckets.ORDER_BITS;

    private static final long TAKEN = 1L << (ORDER_SHIFT - 1);
    private static final long SEEN = 1L << (ORDER_SHIFT - 2);

    private final long bucket;

    /** Slots that keys are spread over, and more behind them; empty if there is no extract. */
    private Optional<ExtractPages.Room> room = Optional.empty();

    private int spread;
    private int entries;

    /** Entries that were not seen when marks were noted last. */
    private int notedLeft;

    /** False if the run had seen some of the entries before the extract was made. */
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

    /** Slots that keys are spread over. */
    int spread() {
        return spread;
    }

    int entries() {
        return entries;
    }

    int notedLeft() {
        return notedLeft;
    }

    boolean isOfWholeRun() {
        return isOfWholeRun;
    }

    /** The first of the two longs of an entry that is not seen. */
    static long entry(long order, long hashLow) {
        return (order << ORDER_SHIFT) | TAKEN | (hashLow >>> Integer.SIZE);
    }

    /** Where among so many slots a key would be. */
    static int place(long order, int spread) {
        return (int) ((order * spread) >>> KeyBuckets.ORDER_BITS);
    }

    /**
     * Looks for an entry, and marks it as seen.
     *
     * @param from where in the page to begin
     * @return whether there is one that was not seen
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
     * Becomes the extract of a block.
     *
     * @param ofRun whether {@code seen} says what the run has seen so far; else nothing
     * @return how many entries are not seen, 0 if there is no room
     */
    int fill(ExtractPages pages, Block block, SeenMarks seen, boolean ofRun) {
        spread = block.count() + block.count() / AIR + 1;
        room = pages.take(slots(block));
        if (room.isEmpty()) {
            return 0;
        }
        entries = block.count();
        notedLeft = 0;
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
            notedLeft += isSeen ? 0 : 1;
            next++;
        }
        isOfWholeRun = notedLeft == entries;
        return notedLeft;
    }

    /** Is no extract any more. */
    void leaveRoom(ExtractPages pages) {
        room.ifPresent(pages::leave);
        room = Optional.empty();
    }

    /** The slots that the entries take, and a free one. */
    private int slots(Block block) {
        int next = 0;
        for (int i = 0; i < block.count(); i++) {
            next = 1 + Math.max(next, place(block.order(bucket, i), spread));
        }
        return Math.max(next, spread) + 1;
    }

    /**
     * Notes the marks in the sightings of the block, which have reached {@code attempt}.
     *
     * @param left entries that are not seen
     */
    void note(ExtractPages pages, SeenMarks seen, int attempt, int left) {
        byte code = SeenMarks.code(Standing.UNCHANGED, seen.ageOf(attempt));
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
        notedLeft = left;
    }
}
