/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;

/**
 * Rows that wait to be compared, as they came, so that all rows of a bucket are compared at once
 * and its state is touched once. How many wait depends on what came before: rows in the order of
 * their keys have good company soon, and few of them stay in the processor's caches; rows in any
 * order need a long wait.
 */
final class RowBacklog {

    private static final long LEAST_BYTES = 2L << 20;

    /** What a waiting row takes besides its chunk. */
    private static final long SORTING_BYTES = SortedHeaders.ROW_BYTES + Integer.BYTES;

    /** Below so many rows a bucket more of them wait, above the other limit fewer. */
    private static final int FEW_ROWS = 256;

    private static final int MANY_ROWS = 1_024;

    private final BacklogMemory memory;
    private final long mostBytes;
    private final long leastBytes;
    private final ChunkStore chunks = new ChunkStore();
    private final SortedHeaders sorted = new SortedHeaders(chunks);

    private final BucketNumbers numbers = new BucketNumbers();

    /** For each row, as they came, the number of its bucket. */
    private int[] numberOf = {};

    /** How many bytes would be best to wait for. */
    private long wanted;

    /** What is taken of the memory. */
    private long taken;

    private long bytes;
    private int rows;

    /** Takes the rows of one bucket, in the order they came. */
    @FunctionalInterface
    interface BucketVisitor {
        void visit(long bucket, Rows rows) throws Exception;
    }

    /**
     * @param memory to take from what is wanted beyond {@link #LEAST_BYTES}
     * @param mostBytes that ever wait, but for one chunk
     */
    RowBacklog(BacklogMemory memory, long mostBytes) {
        this.memory = memory;
        this.mostBytes = mostBytes;
        this.leastBytes = Math.min(mostBytes, LEAST_BYTES);
        this.wanted = leastBytes;
    }

    void add(RowChunk chunk) {
        chunks.add(chunk);
        bytes += chunk.bytes().length + chunk.rows() * SORTING_BYTES;
        rows += chunk.rows();
    }

    /** True if enough rows wait. */
    boolean isFull() {
        return bytes >= leastBytes + taken && !grows();
    }

    private boolean grows() {
        long more = memory.take(Math.max(0, wanted - leastBytes - taken));
        taken += more;
        return more > 0;
    }

    boolean isEmpty() {
        return chunks.count() == 0;
    }

    /** Gives out all rows, bucket by bucket, and is empty then. */
    void drain(BucketVisitor visitor) throws Exception {
        numbers.clear();
        number();
        int[] ends = sort();
        for (int number = 0; number < numbers.count(); number++) {
            int from = number == 0 ? 0 : ends[number - 1];
            visitor.visit(numbers.bucket(number), new Rows(from, ends[number]));
        }
        adapt(numbers.count());
        chunks.clear();
        if (taken > wanted) {
            rest();
        }
        bytes = 0;
        rows = 0;
    }

    /** Notes for each row, as they came, which number its bucket has. */
    private void number() {
        if (numberOf.length < rows) {
            numberOf = new int[rows];
        }
        PackedRow row = new PackedRow();
        int arrived = 0;
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            for (int index = 0; index < chunks.rows(chunk); index++) {
                chunks.look(row, chunk, index);
                numberOf[arrived++] = numbers.of(row.bucket());
            }
        }
    }

    /** Sorts the rows by number, and gives for each number where its rows end. */
    private int[] sort() {
        int[] next = new int[numbers.count() + 1];
        for (int arrived = 0; arrived < rows; arrived++) {
            next[numberOf[arrived] + 1]++;
        }
        for (int number = 1; number < next.length; number++) {
            next[number] += next[number - 1];
        }
        sorted.reserve(rows);
        PackedRow row = new PackedRow();
        int arrived = 0;
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            for (int index = 0; index < chunks.rows(chunk); index++) {
                chunks.look(row, chunk, index);
                sorted.set(next[numberOf[arrived++]]++, row, chunk, index);
            }
        }
        return next;
    }

    private void adapt(int buckets) {
        if (bytes >= wanted && rows < (long) buckets * FEW_ROWS) {
            double larger = (double) buckets * MANY_ROWS / rows;
            wanted = (long) Math.min(mostBytes, wanted * larger);
        } else if (rows > (long) buckets * MANY_ROWS) {
            wanted = Math.max(leastBytes, wanted / 2);
        }
    }

    /** Lets others have the memory until rows come again; none may be waiting. */
    void rest() {
        chunks.shrink(leastBytes / 2);
        sorted.shrink(leastBytes / 2);
        numberOf = new int[0];
        memory.giveBack(taken);
        taken = 0;
    }

    /** The rows of one bucket, one after another. */
    final class Rows {

        private final PackedRow row = new PackedRow();
        private final int end;
        private int next;

        private Rows(int from, int end) {
            this.next = from;
            this.end = end;
        }

        boolean hasNext() {
            return next < end;
        }

        /** The next row; the same view each time. */
        PackedRow next() {
            sorted.look(row, next++);
            return row;
        }
    }
}
