/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that wait to be compared, as they came, so that all rows of a bucket are compared at once
 * and its state is touched once. How many wait depends on what came before: rows in the order of
 * their keys have good company soon, and few of them stay in the processor's caches; rows in any
 * order need a long wait.
 */
final class RowBacklog {

    private static final long LEAST_BYTES = 2L << 20;

    /** Below so many rows a bucket more of them wait, above the other limit fewer. */
    private static final int FEW_ROWS = 256;

    private static final int MANY_ROWS = 1_024;

    private final BacklogMemory memory;
    private final long mostBytes;
    private final long leastBytes;
    private final List<RowChunk> chunks = new ArrayList<>();

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
        bytes += chunk.bytes().length;
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
        return chunks.isEmpty();
    }

    /** Gives out all rows, bucket by bucket, and is empty then. */
    void drain(BucketVisitor visitor) throws Exception {
        BucketNumbers numbers = new BucketNumbers(rows);
        int[] numberOf = new int[rows];
        int[] chunkOf = new int[rows];
        int[] placeOf = new int[rows];
        read(numbers, numberOf, chunkOf, placeOf);
        int[] ends = new int[numbers.count() + 1];
        for (int number : numberOf) {
            ends[number + 1]++;
        }
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        int[] order = new int[rows];
        int[] next = ends.clone();
        for (int row = 0; row < numberOf.length; row++) {
            order[next[numberOf[row]]++] = row;
        }
        for (int number = 0; number < numbers.count(); number++) {
            Rows ofBucket = new Rows(order, chunkOf, placeOf, ends[number], ends[number + 1]);
            visitor.visit(numbers.bucket(number), ofBucket);
        }
        adapt(numbers.count());
        if (taken > wanted) {
            rest();
        }
        chunks.clear();
        bytes = 0;
        rows = 0;
    }

    private void adapt(int buckets) {
        if (bytes >= wanted && rows < (long) buckets * FEW_ROWS) {
            wanted = Math.min(mostBytes, wanted * 2);
        } else if (rows > (long) buckets * MANY_ROWS) {
            wanted = Math.max(leastBytes, wanted / 2);
        }
    }

    /** Lets others have the memory until rows come again. */
    void rest() {
        memory.giveBack(taken);
        taken = 0;
    }

    private void read(BucketNumbers numbers, int[] numberOf, int[] chunkOf, int[] placeOf) {
        PackedRow row = new PackedRow();
        int index = 0;
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            RowChunk of = chunks.get(chunk);
            for (int place = 0; place < of.rows(); place++) {
                row.at(of, place);
                numberOf[index] = numbers.of(row.bucket());
                chunkOf[index] = chunk;
                placeOf[index] = place;
                index++;
            }
        }
    }

    /** The rows of one bucket, one after another. */
    final class Rows {

        private final PackedRow row = new PackedRow();
        private final int[] order;
        private final int[] chunkOf;
        private final int[] placeOf;
        private final int end;
        private int next;

        private Rows(int[] order, int[] chunkOf, int[] placeOf, int from, int end) {
            this.order = order;
            this.chunkOf = chunkOf;
            this.placeOf = placeOf;
            this.next = from;
            this.end = end;
        }

        boolean hasNext() {
            return next < end;
        }

        /** The next row; the same view each time. */
        PackedRow next() {
            int index = order[next++];
            row.at(chunks.get(chunkOf[index]), placeOf[index]);
            return row;
        }
    }
}
