/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;
import java.util.Arrays;

/**
 * Rows that wait to be compared, as they came, so that all rows of a bucket are compared at once
 * and its state is touched once. How many wait depends on what came before: rows in the order of
 * their keys have good company soon, and few of them stay in the processor's caches; rows in any
 * order need a long wait.
 */
final class RowBacklog {

    private static final long LEAST_BYTES = 2L << 20;

    /** What a waiting row takes besides its chunk. */
    private static final long NUMBER_BYTES = Integer.BYTES;

    /** The headers of about so many rows are sorted at a time, and stay in the caches meanwhile. */
    private static final int SORTED_ROWS = 1 << 16;

    /** Below so many rows a bucket more of them wait, above the other limit fewer. */
    private static final int FEW_ROWS = 256;

    private static final int MANY_ROWS = 1_024;

    private final DiffMemory memory;
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
    RowBacklog(DiffMemory memory, long mostBytes) {
        this.memory = memory;
        this.mostBytes = mostBytes;
        this.leastBytes = Math.min(mostBytes, LEAST_BYTES);
        this.wanted = leastBytes;
    }

    void add(RowChunk chunk) {
        chunks.add(chunk);
        bytes += chunk.bytes().length + chunk.rows() * NUMBER_BYTES;
        rows += chunk.rows();
    }

    /**
     * Adds some rows of a chunk.
     *
     * @param which their indexes, ascending
     * @param count how many they are
     */
    void add(RowChunk chunk, int[] which, int count) {
        if (count == chunk.rows()) {
            add(chunk);
        } else if (count > 0) {
            add(PackedRow.some(chunk, which, count));
        }
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
        int[] starts = starts();
        for (int number = 0; number < numbers.count(); ) {
            int end = sortFrom(number, starts);
            int first = starts[number];
            for (; number < end; number++) {
                Rows ofBucket = new Rows(starts[number] - first, starts[number + 1] - first);
                visitor.visit(numbers.bucket(number), ofBucket);
            }
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

    /** For each number how many rows come before its own, and at last how many there are. */
    private int[] starts() {
        int[] starts = new int[numbers.count() + 1];
        for (int arrived = 0; arrived < rows; arrived++) {
            starts[numberOf[arrived] + 1]++;
        }
        for (int number = 1; number < starts.length; number++) {
            starts[number] += starts[number - 1];
        }
        return starts;
    }

    /**
     * Sorts the rows of some numbers, by number.
     *
     * @param first of the numbers
     * @return the number behind the last of them
     */
    private int sortFrom(int first, int[] starts) {
        int end = first + 1;
        while (end < numbers.count() && starts[end + 1] - starts[first] <= SORTED_ROWS) {
            end++;
        }
        sorted.reserve(starts[end] - starts[first]);
        int[] next = Arrays.copyOfRange(starts, first, end);
        PackedRow row = new PackedRow();
        int arrived = 0;
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            for (int index = 0; index < chunks.rows(chunk); index++) {
                int number = numberOf[arrived++] - first;
                if (number >= 0 && number < next.length) {
                    chunks.look(row, chunk, index);
                    sorted.set(next[number]++ - starts[first], row, chunk, index);
                }
            }
        }
        return end;
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
