/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.RowView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The block extracts of the buckets that rows of one run and attempt are in. An unchanged row, by
 * far the most frequent, is only marked here; all others are compared with the block itself. The
 * caller copies the marks to {@link SeenMarks} before it reads or changes the bucket. Not
 * thread-safe.
 */
final class ExtractCache {

    /** The result of looking up a row. */
    enum Match {
        /** The row is not unchanged, was seen before, or has no extract. */
        NO_MATCH,
        /** The row is unchanged; it is marked as seen. */
        UNCHANGED,
        /** The same, and now all entries of its bucket are seen. */
        LAST_UNCHANGED
    }

    /** Receives extracts one after another. */
    @FunctionalInterface
    interface ExtractVisitor {
        void visit(BlockExtract extract) throws Exception;
    }

    /** The largest number of buckets in the cache. */
    private static final int MOST_BUCKETS = 1 << 16;

    private static final int LEAST_PLACES = 256;
    private static final int LEAST_SHIFT = Long.SIZE - 8;
    private static final int PLACES_PER_BUCKET = 2;

    /** 2^64 divided by the golden ratio: it spreads consecutive numbers without collisions. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** The filter is useless if less than 1/USEFUL_SHARE of the rows is unchanged. */
    private static final int USEFUL_SHARE = 4;

    private static final int FEW_ROWS = 10_000;

    /** An extract is almost complete if 1/ALMOST_COMPLETE of its entries are unseen. */
    private static final int ALMOST_COMPLETE = 16;

    /** The row has no extract to look at, and is not counted. */
    private static final int NO_EXTRACT = -1;

    /** The row's bucket has no entries. */
    private static final int NO_ENTRIES = -2;

    /** State: this place of the table has no bucket. */
    private static final int VACANT = 0;

    /** State: the block must be read. */
    private static final int UNKNOWN = 1;

    /** State: the block has no entries. */
    private static final int EMPTY = 2;

    /** State: there is no extract, as memory is short or all entries are seen. */
    private static final int NONE = 3;

    /** State: there is an extract. */
    private static final int PRESENT = 4;

    private static final int STATE_BITS = 3;

    private final ExtractPages pages;

    /** A hash table: buckets, by place. */
    private long[] buckets = new long[LEAST_PLACES];

    /** For each bucket its state; of an extract also the spread, and from bit 32 the first slot. */
    private long[] known = new long[LEAST_PLACES];

    /** The number of entries that are not seen. */
    private int[] unseen = new int[LEAST_PLACES];

    /** With this number of unseen entries, an extract may be evicted. */
    private int[] evictable = new int[LEAST_PLACES];

    private BlockExtract[] extracts = new BlockExtract[LEAST_PLACES];

    /** Reduces a product to the upper bits that are a place. */
    private int shift = LEAST_SHIFT;

    /** Extracts that are almost complete, or were when they were added. */
    private final Deque<BlockExtract> almostComplete = new ArrayDeque<>();

    private int count;
    private long run = Long.MIN_VALUE;
    private int attempt;

    /** For each row of a chunk the place of its bucket, or a negative constant. */
    private int[] placeOf = {};

    /** For each row the first long of its entry, if it is not seen. */
    private long[] entryOf = {};

    /** For each row the slot to look at first. */
    private int[] slotOf = {};

    /** For each row the content of that slot. */
    private long[] presentOf = {};

    /** Rows that were looked up since {@link #hasTooFewMatches} or {@link #clear}. */
    private long lookedUp;

    private long unchanged;

    ExtractCache(DiffMemory memory) {
        this.pages = new ExtractPages(memory);
    }

    /** Starts a run or attempt; all marks must have been copied. */
    void begin(long newRun, int newAttempt) {
        clear();
        run = newRun;
        attempt = newAttempt;
    }

    /** Removes everything and releases the memory; marks that were not copied are lost. */
    void clear() {
        buckets = new long[LEAST_PLACES];
        known = new long[LEAST_PLACES];
        unseen = new int[LEAST_PLACES];
        evictable = new int[LEAST_PLACES];
        extracts = new BlockExtract[LEAST_PLACES];
        shift = LEAST_SHIFT;
        count = 0;
        lookedUp = 0;
        unchanged = 0;
        almostComplete.clear();
        pages.clear();
    }

    /** Whether the extracts are of this run and attempt. */
    boolean isOf(long otherRun, int otherAttempt) {
        return run == otherRun && attempt == otherAttempt;
    }

    /** Whether this run and attempt is before the one of the extracts. */
    boolean isPast(long otherRun, int otherAttempt) {
        return otherRun < run || (otherRun == run && otherAttempt < attempt);
    }

    /** Whether there is no room for more buckets. */
    boolean isFull() {
        return count >= MOST_BUCKETS;
    }

    /**
     * Whether too evictable of the last rows were unchanged. Restarts the count, if there are
     * enough.
     */
    boolean hasTooFewMatches() {
        if (lookedUp < FEW_ROWS) {
            return false;
        }
        boolean useless = unchanged * USEFUL_SHARE < lookedUp;
        lookedUp = 0;
        unchanged = 0;
        return useless;
    }

    /** Grows for the rows of a chunk. */
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
        int[] oldUnseen = unseen;
        int[] oldEvictable = evictable;
        BlockExtract[] oldExtracts = extracts;
        int length = 2 * known.length;
        buckets = new long[length];
        known = new long[length];
        unseen = new int[length];
        evictable = new int[length];
        extracts = new BlockExtract[length];
        shift--;
        for (int old = 0; old < oldKnown.length; old++) {
            if (oldKnown[old] != VACANT) {
                int place = place(oldBuckets[old]);
                buckets[place] = oldBuckets[old];
                known[place] = oldKnown[old];
                unseen[place] = oldUnseen[old];
                evictable[place] = oldEvictable[old];
                extracts[place] = oldExtracts[old];
            }
        }
    }

    /** The place of the bucket, or the vacant place where it belongs. */
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
     * Computes the slot of a row, which must be of the run and the attempt.
     *
     * @param index of the row in the chunk
     * @return false if the block must be read first: then call {@link #create}, and this again
     */
    boolean locate(RowView row, int index) {
        placeOf[index] = NO_EXTRACT;
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
            placeOf[index] = NO_ENTRIES;
        }
        return true;
    }

    /**
     * Loads the slots of all located rows. They are in no processor cache; in one loop, the loads
     * overlap.
     */
    void load(int rows) {
        for (int index = 0; index < rows; index++) {
            if (placeOf[index] >= 0) {
                int slot = slotOf[index];
                presentOf[index] = pages.page(slot)[ExtractPages.at(slot)];
            }
        }
    }

    /** Looks up a row and marks it. All rows of the chunk must be located and loaded. */
    Match match(RowView row, int index) {
        int place = placeOf[index];
        lookedUp += place == NO_EXTRACT ? 0 : 1;
        if (place < 0 || presentOf[index] == BlockExtract.FREE) {
            return Match.NO_MATCH;
        }
        int slot = slotOf[index];
        long[] page = pages.page(slot);
        int at = ExtractPages.at(slot);
        if (!BlockExtract.mark(page, at, entryOf[index], row.hashHigh())) {
            return Match.NO_MATCH;
        }
        unchanged++;
        unseen[place]--;
        if (unseen[place] == evictable[place]) {
            almostComplete.add(extracts[place]);
        }
        return unseen[place] == 0 ? Match.LAST_UNCHANGED : Match.UNCHANGED;
    }

    /**
     * Creates the extract of a bucket, if it has unseen entries and there is memory.
     *
     * @param seen the marks of the block
     * @return false if there is no memory
     */
    boolean create(long bucket, Block block, SeenMarks seen) {
        int place = place(bucket);
        if (known[place] == VACANT) {
            buckets[place] = bucket;
            extracts[place] = new BlockExtract(bucket);
            count++;
        }
        boolean ofRun = seen.run() == run && seen.attempt() <= attempt;
        boolean isWorthIt = seen.run() < run || (ofRun && !seen.areAllSeen());
        if (block.count() == 0 || !isWorthIt) {
            known[place] = block.count() == 0 ? EMPTY : NONE;
            return true;
        }
        BlockExtract extract = extracts[place];
        unseen[place] = extract.fill(pages, block, seen, ofRun);
        evictable[place] = unseen[place] / ALMOST_COMPLETE;
        known[place] =
                unseen[place] == 0
                        ? NONE
                        : ((long) extract.first() << Integer.SIZE)
                                | ((long) extract.spread() << STATE_BITS)
                                | PRESENT;
        return unseen[place] > 0;
    }

    /** An extract that is almost complete, if there is one. */
    Optional<BlockExtract> almostComplete() {
        while (!almostComplete.isEmpty()) {
            BlockExtract extract = almostComplete.remove();
            int place = place(extract.bucket());
            if (state(known[place]) == PRESENT && unseen[place] <= evictable[place]) {
                return Optional.of(extract);
            }
        }
        return Optional.empty();
    }

    /** Visits the extracts with marks that were not copied. */
    void forEachMarked(ExtractVisitor visitor) throws Exception {
        for (int place = 0; place < known.length; place++) {
            if (isMarked(place)) {
                visitor.visit(extracts[place]);
            }
        }
    }

    private boolean isMarked(int place) {
        return state(known[place]) == PRESENT && unseen[place] < extracts[place].unseenInState();
    }

    /** The extract of a bucket, if it has marks that were not copied. */
    Optional<BlockExtract> marked(long bucket) {
        int place = place(bucket);
        return isMarked(place) ? Optional.of(extracts[place]) : Optional.empty();
    }

    /** Copies the marks of an extract to those of the bucket. */
    void copyMarks(BlockExtract extract, SeenMarks seen) {
        seen.advance(run, attempt);
        extract.copyMarks(pages, seen, attempt, unseen[place(extract.bucket())]);
    }

    /**
     * Marks for {@link #copyMarks} that need not be read from state.
     *
     * @return empty if they must be read, as the run had seen entries before the extract was
     *     created
     */
    Optional<SeenMarks> freshMarks(BlockExtract extract) {
        return extract.isOfWholeRun()
                ? Optional.of(SeenMarks.unseen(run, attempt, extract.entries()))
                : Optional.empty();
    }

    /** Removes the extract of a bucket, which is about to change; its marks must be copied. */
    void drop(long bucket) {
        int place = place(bucket);
        if (known[place] != VACANT) {
            extracts[place].free(pages);
            known[place] = UNKNOWN;
        }
    }

    /** Removes an extract for the rest of the run; its marks must be copied. */
    void finish(BlockExtract extract) {
        extract.free(pages);
        known[place(extract.bucket())] = NONE;
    }
}
