/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.RowView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Extracts of the blocks that rows of a run come for, kept at hand while it goes on. A row that is
 * unchanged, by far the most frequent, is marked here and done with; all others wait to be compared
 * with the block itself. Marks become {@link SeenMarks} before anybody else looks at the bucket.
 *
 * <p>Of one run and one attempt. Not thread-safe.
 */
final class ExtractCache {

    /** What a row turns out to be. */
    enum Meeting {
        /** Anything but an unchanged row that is seen for the first time, as far as is known. */
        NOT_KNOWN,
        /** As the run before had it; it is marked as seen. */
        UNCHANGED,
        /** The same, and no entry of its bucket is left to be seen. */
        LAST_UNCHANGED
    }

    /** Gets extracts one after another. */
    @FunctionalInterface
    interface ExtractVisitor {
        void visit(BlockExtract extract) throws Exception;
    }

    /** More buckets are not known at a time: a table may have any number of them. */
    private static final int MOST_BUCKETS = 1 << 16;

    private static final int LEAST_PLACES = 256;
    private static final int LEAST_SHIFT = Long.SIZE - 8;
    private static final int PLACES_PER_BUCKET = 2;

    /** 2^64 by the golden ratio: numbers that follow each other are spread without meeting. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Extracts are in vain if fewer than one row in so many is found to be unchanged. */
    private static final int LEAST_SHARE = 4;

    private static final int FEW_ROWS = 10_000;

    /** An extract is nearly done if one entry in so many is left. */
    private static final int FEW_LEFT = 16;

    /** A row that has nothing to look at, and does not count as met either. */
    private static final int NOWHERE = -1;

    /** A row whose bucket is known to have no entries. */
    private static final int NOTHING = -2;

    /** There is no bucket at this place of the table. */
    private static final int VACANT = 0;

    /** Nothing is known of the bucket. */
    private static final int UNKNOWN = 1;

    /** Its block has no entries. */
    private static final int EMPTY = 2;

    /** There is no memory for an extract, or nothing is left to be seen. */
    private static final int NONE = 3;

    /** There is an extract. */
    private static final int PRESENT = 4;

    private static final int STATE_BITS = 3;

    private final ExtractPages pages;

    /** A hash table: buckets, by place. */
    private long[] buckets = new long[LEAST_PLACES];

    /**
     * What is known of each: its state, and of an extract how many slots it is spread over, and
     * from 32 bits on its first slot.
     */
    private long[] known = new long[LEAST_PLACES];

    /** Entries that are not seen. */
    private int[] left = new int[LEAST_PLACES];

    /** With so many left, an extract may be given up for others. */
    private int[] few = new int[LEAST_PLACES];

    private BlockExtract[] extracts = new BlockExtract[LEAST_PLACES];

    /** Leaves of a product as many upper bits as number the places. */
    private int shift = LEAST_SHIFT;

    /** Those of which few entries are left, or were when they came here. */
    private final Deque<BlockExtract> nearlyDone = new ArrayDeque<>();

    private int count;
    private long run = Long.MIN_VALUE;
    private int attempt;

    /** For each row of a chunk the place of its bucket in the table, or a number below 0. */
    private int[] placeOf = {};

    /** What is looked for. */
    private long[] entryOf = {};

    /** The slot to look at first. */
    private int[] slotOf = {};

    /** What is there. */
    private long[] presentOf = {};

    /** Rows with a bucket that is known, since {@link #wereInVain} or {@link #clear}. */
    private long met;

    private long unchanged;

    ExtractCache(DiffMemory memory) {
        this.pages = new ExtractPages(memory);
    }

    /** Forgets all of another run or attempt; all marks have been noted. */
    void begin(long newRun, int newAttempt) {
        clear();
        run = newRun;
        attempt = newAttempt;
    }

    /** Forgets all there is, and gives the memory back; all marks have been noted. */
    void clear() {
        buckets = new long[LEAST_PLACES];
        known = new long[LEAST_PLACES];
        left = new int[LEAST_PLACES];
        few = new int[LEAST_PLACES];
        extracts = new BlockExtract[LEAST_PLACES];
        shift = LEAST_SHIFT;
        count = 0;
        met = 0;
        unchanged = 0;
        nearlyDone.clear();
        pages.clear();
    }

    /** Whether rows of this run and attempt can be met. */
    boolean isOf(long otherRun, int otherAttempt) {
        return run == otherRun && attempt == otherAttempt;
    }

    /** Whether this run and attempt is over here. */
    boolean isPast(long otherRun, int otherAttempt) {
        return otherRun < run || (otherRun == run && otherAttempt < attempt);
    }

    /** Whether no more buckets should come. */
    boolean isFull() {
        return count >= MOST_BUCKETS;
    }

    /**
     * Whether of the last rows too few were found to be unchanged; if they are enough to tell,
     * counts anew.
     */
    boolean wereInVain() {
        if (met < FEW_ROWS) {
            return false;
        }
        boolean inVain = unchanged * LEAST_SHARE < met;
        met = 0;
        unchanged = 0;
        return inVain;
    }

    /** Makes room for a chunk. */
    void reserve(int rows) {
        while ((long) (count + rows) * PLACES_PER_BUCKET > known.length) {
            grow();
        }
        if (placeOf.length < rows) {
            placeOf = new int[rows];
            entryOf = new long[rows];
            slotOf = new int[rows];
            presentOf = new long[rows];
        }
    }

    private void grow() {
        long[] oldBuckets = buckets;
        long[] oldKnown = known;
        int[] oldLeft = left;
        int[] oldFew = few;
        BlockExtract[] oldExtracts = extracts;
        int length = 2 * known.length;
        buckets = new long[length];
        known = new long[length];
        left = new int[length];
        few = new int[length];
        extracts = new BlockExtract[length];
        shift--;
        for (int old = 0; old < oldKnown.length; old++) {
            if (oldKnown[old] != VACANT) {
                int place = place(oldBuckets[old]);
                buckets[place] = oldBuckets[old];
                known[place] = oldKnown[old];
                left[place] = oldLeft[old];
                few[place] = oldFew[old];
                extracts[place] = oldExtracts[old];
            }
        }
    }

    /** Where the bucket is, or would be. */
    private int place(long bucket) {
        int place = (int) ((bucket * SPREAD) >>> shift);
        while (known[place] != VACANT && buckets[place] != bucket) {
            place = (place + 1) & (known.length - 1);
        }
        return place;
    }

    private static int state(long known) {
        return (int) known & ((1 << STATE_BITS) - 1);
    }

    /**
     * Finds out where to look for a row of the run and the attempt.
     *
     * @param index of the row in the chunk
     * @return false if nothing is known of its bucket: then this has to be called again once there
     *     is
     */
    boolean locate(RowView row, int index) {
        placeOf[index] = NOWHERE;
        if (row.isKeyless()) {
            return true;
        }
        long bucket = row.bucket();
        int place = place(bucket);
        long of = known[place];
        if (state(of) <= UNKNOWN) {
            return false;
        }
        if (state(of) == PRESENT) {
            long order = KeyBuckets.order(bucket, row.keyHigh(), row.place());
            int spread = (int) of >>> STATE_BITS;
            placeOf[index] = place;
            entryOf[index] = BlockExtract.entry(order, row.hashLow());
            slotOf[index] = (int) (of >>> Integer.SIZE) + BlockExtract.place(order, spread);
        }
        if (state(of) == EMPTY) {
            placeOf[index] = NOTHING;
        }
        return true;
    }

    /**
     * Looks where rows are to be looked for. Each is at another place, which is in no cache: looked
     * at one right behind the other, they do not wait for each other.
     *
     * @param rows how many have been located
     */
    void look(int rows) {
        for (int index = 0; index < rows; index++) {
            if (placeOf[index] >= 0) {
                int slot = slotOf[index];
                presentOf[index] = pages.page(slot)[ExtractPages.at(slot)];
            }
        }
    }

    /** Looks for a row, and marks it; all rows of its chunk have been located and looked for. */
    Meeting meet(RowView row, int index) {
        int place = placeOf[index];
        met += place == NOWHERE ? 0 : 1;
        if (place < 0 || presentOf[index] == BlockExtract.FREE) {
            return Meeting.NOT_KNOWN;
        }
        int slot = slotOf[index];
        long[] page = pages.page(slot);
        int at = ExtractPages.at(slot);
        if (!BlockExtract.mark(page, at, entryOf[index], row.hashHigh())) {
            return Meeting.NOT_KNOWN;
        }
        unchanged++;
        left[place]--;
        if (left[place] == few[place]) {
            nearlyDone.add(extracts[place]);
        }
        return left[place] == 0 ? Meeting.LAST_UNCHANGED : Meeting.UNCHANGED;
    }

    /**
     * Makes the extract of a bucket, if it is worth one and there is memory.
     *
     * @param seen of the block's entries
     * @return false if there is no memory
     */
    boolean make(long bucket, Block block, SeenMarks seen) {
        int place = place(bucket);
        if (known[place] == VACANT) {
            buckets[place] = bucket;
            extracts[place] = new BlockExtract(bucket);
            count++;
        }
        boolean ofRun = seen.run() == run && seen.attempt() <= attempt;
        boolean isWorthIt = seen.run() < run || (ofRun && !seen.isAllSeen());
        if (block.count() == 0 || !isWorthIt) {
            known[place] = block.count() == 0 ? EMPTY : NONE;
            return true;
        }
        BlockExtract extract = extracts[place];
        left[place] = extract.fill(pages, block, seen, ofRun);
        few[place] = left[place] / FEW_LEFT;
        known[place] =
                left[place] == 0
                        ? NONE
                        : ((long) extract.first() << Integer.SIZE)
                                | ((long) extract.spread() << STATE_BITS)
                                | PRESENT;
        return left[place] > 0;
    }

    /** An extract that has done most of what it can do, if there is one. */
    Optional<BlockExtract> nearlyDone() {
        while (!nearlyDone.isEmpty()) {
            BlockExtract extract = nearlyDone.remove();
            int place = place(extract.bucket());
            if (state(known[place]) == PRESENT && left[place] <= few[place]) {
                return Optional.of(extract);
            }
        }
        return Optional.empty();
    }

    /** Gives out the extracts with marks that are not noted. */
    void forEachMarked(ExtractVisitor visitor) throws Exception {
        for (int place = 0; place < known.length; place++) {
            if (isMarked(place)) {
                visitor.visit(extracts[place]);
            }
        }
    }

    private boolean isMarked(int place) {
        return state(known[place]) == PRESENT && left[place] < extracts[place].notedLeft();
    }

    /** The extract of a bucket, if it has marks that are not noted. */
    Optional<BlockExtract> marked(long bucket) {
        int place = place(bucket);
        return isMarked(place) ? Optional.of(extracts[place]) : Optional.empty();
    }

    /** Notes marks in the sightings of the bucket's entries. */
    void note(BlockExtract extract, SeenMarks seen) {
        seen.reach(run, attempt);
        extract.note(pages, seen, attempt, left[place(extract.bucket())]);
    }

    /**
     * Sightings for {@link #note} to note marks in, without reading what was written before.
     *
     * @return empty if that must be read, as the run had seen entries before there was an extract
     */
    Optional<SeenMarks> noted(BlockExtract extract) {
        return extract.isOfWholeRun()
                ? Optional.of(SeenMarks.unseen(run, attempt, extract.entries()))
                : Optional.empty();
    }

    /** A bucket is about to change, its marks are noted; it is looked up anew when rows come. */
    void forget(long bucket) {
        int place = place(bucket);
        if (known[place] != VACANT) {
            extracts[place].leaveRoom(pages);
            known[place] = UNKNOWN;
        }
    }

    /** Gives up an extract, its marks are noted; rows of the bucket wait from now on. */
    void finish(BlockExtract extract) {
        extract.leaveRoom(pages);
        known[place(extract.bucket())] = NONE;
    }
}
