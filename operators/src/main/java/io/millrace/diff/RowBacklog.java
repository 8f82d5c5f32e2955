/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Rows of one run and one attempt that wait to be compared, so that many rows of a bucket are
 * compared at once and its state is read once. Rows are grouped by key group. When there is no room
 * for more, the largest group is drained. The size adapts: if rows arrive in the order of their
 * keys, a small backlog, which fits the processor's caches, has many rows of each bucket; in any
 * other order a large one is necessary.
 */
final class RowBacklog {

    private static final long LEAST_BYTES = 2L << 20;

    /** The bytes of a waiting row, in addition to its chunk. */
    private static final long NUMBER_BYTES = Integer.BYTES;

    /** About this number of headers is sorted at a time, and fits the processor's caches. */
    private static final int SORTED_ROWS = 1 << 16;

    /** With fewer rows a bucket the backlog grows; with more than MANY_ROWS it shrinks. */
    private static final int FEW_ROWS = 256;

    private static final int MANY_ROWS = 1_024;

    private final DiffMemory memory;
    private final long mostBytes;
    private final long leastBytes;
    private final PagePool pool = new PagePool();

    /** By key group; null where no row has waited since {@link #release}. */
    private final ChunkGroup[] groups;

    private final SortedHeaders sorted = new SortedHeaders();

    private BucketNumbers numbers = new BucketNumbers();

    /** For each row of a key group, in the order of arrival, the number of its bucket. */
    private int[] numberOf = {};

    /** The best size in bytes. */
    private long wanted;

    /** The bytes reserved in the shared memory. */
    private long taken;

    private long bytes;
    private long run;
    private int attempt;

    /** Receives the rows of one bucket, by id; rows with one id in the order of arrival. */
    @FunctionalInterface
    interface BucketVisitor {
        void visit(long bucket, Rows rows) throws Exception;
    }

    /**
     * @param memory for what exceeds {@link #LEAST_BYTES}
     * @param mostBytes the largest size, which one chunk may exceed
     * @param keyGroups of the job's keyed state
     */
    RowBacklog(DiffMemory memory, long mostBytes, int keyGroups) {
        this.groups = new ChunkGroup[keyGroups];
        this.memory = memory;
        this.mostBytes = mostBytes;
        this.leastBytes = Math.min(mostBytes, LEAST_BYTES);
        this.wanted = leastBytes;
    }

    /** Whether a chunk can be added: all rows must be of one run and one attempt. */
    boolean accepts(RowChunk chunk) {
        return isEmpty() || (run == chunk.run() && attempt == chunk.attempt());
    }

    /** The run of the rows that wait. */
    long run() {
        return run;
    }

    void add(RowChunk chunk) {
        int number = KeyGroupRangeAssignment.assignToKeyGroup(chunk.bucket(), groups.length);
        if (groups[number] == null) {
            groups[number] = new ChunkGroup(pool);
        }
        ChunkGroup group = groups[number];
        bytes -= bytes(group);
        group.add(chunk);
        bytes += bytes(group);
        run = chunk.run();
        attempt = chunk.attempt();
    }

    private static long bytes(ChunkGroup group) {
        return group.bytes() + group.rows() * NUMBER_BYTES;
    }

    /**
     * Adds some rows of a chunk.
     *
     * @param which their indexes, ascending
     * @param count the number of indexes
     */
    void add(RowChunk chunk, int[] which, int count) {
        if (count == chunk.rows()) {
            add(chunk);
        } else if (count > 0) {
            add(RowView.some(chunk, which, count));
        }
    }

    /** Whether there is no room for more rows. */
    boolean isFull() {
        return bytes >= Math.min(wanted, leastBytes + taken) && !grows();
    }

    private boolean grows() {
        long more = memory.take(Math.max(0, wanted - leastBytes - taken));
        taken += more;
        return more > 0;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** Drains key groups, bucket by bucket, until there is room for more rows. */
    void makeRoom(BucketVisitor visitor) throws Exception {
        while (!isEmpty() && isFull()) {
            boolean isEnough = bytes >= wanted;
            ChunkGroup most = fullest();
            int rows = most.rows();
            drain(most, visitor);
            adapt(isEnough, rows, numbers.count());
        }
    }

    private ChunkGroup fullest() {
        return Arrays.stream(groups)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(ChunkGroup::bytes))
                .orElseThrow();
    }

    /** Drains all rows, bucket by bucket. */
    void drain(BucketVisitor visitor) throws Exception {
        for (ChunkGroup group : groups) {
            if (group != null && group.count() > 0) {
                drain(group, visitor);
            }
        }
        if (leastBytes + taken > wanted) {
            release();
        }
    }

    private void drain(ChunkGroup group, BucketVisitor visitor) throws Exception {
        sorted.begin(group);
        number(group);
        int[] starts = starts(group.rows());
        for (int number = 0; number < numbers.count(); ) {
            int end = sortFrom(number, starts, group);
            int first = starts[number];
            for (; number < end; number++) {
                int from = starts[number] - first;
                int to = starts[number + 1] - first;
                sorted.sort(from, to);
                visitor.visit(numbers.bucket(number), new Rows(from, to));
            }
        }
        bytes -= bytes(group);
        group.clear();
    }

    /** Numbers the bucket of each row of a key group. */
    private void number(ChunkGroup group) {
        if (numberOf.length < group.rows()) {
            numberOf = new int[group.rows()];
        }
        numbers.clear();
        RowView row = new RowView();
        int arrived = 0;
        for (int chunk = 0; chunk < group.count(); chunk++) {
            for (int index = 0; index < group.rows(chunk); index++) {
                group.view(row, chunk, index);
                numberOf[arrived++] = numbers.of(row.bucket());
            }
        }
    }

    /** For each number the count of rows before its own; the last element is the count of all. */
    private int[] starts(int count) {
        int[] starts = new int[numbers.count() + 1];
        for (int arrived = 0; arrived < count; arrived++) {
            starts[numberOf[arrived] + 1]++;
        }
        for (int number = 1; number < starts.length; number++) {
            starts[number] += starts[number - 1];
        }
        return starts;
    }

    /**
     * Groups the rows of some buckets by their number.
     *
     * @param first the first number
     * @return the number after the last one
     */
    private int sortFrom(int first, int[] starts, ChunkGroup group) {
        int end = first + 1;
        while (end < numbers.count() && starts[end + 1] - starts[first] <= SORTED_ROWS) {
            end++;
        }
        sorted.reserve(starts[end] - starts[first]);
        int[] next = Arrays.copyOfRange(starts, first, end);
        RowView row = new RowView();
        int arrived = 0;
        for (int chunk = 0; chunk < group.count(); chunk++) {
            for (int index = 0; index < group.rows(chunk); index++) {
                int number = numberOf[arrived++] - first;
                if (number >= 0 && number < next.length) {
                    group.view(row, chunk, index);
                    sorted.set(next[number]++ - starts[first], row, chunk, index);
                }
            }
        }
        return end;
    }

    private void adapt(boolean isEnough, int rows, int buckets) {
        if (isEnough && rows < (long) buckets * FEW_ROWS) {
            double larger = (double) buckets * MANY_ROWS / rows;
            wanted = (long) Math.min(mostBytes, wanted * larger);
        } else if (rows > (long) buckets * MANY_ROWS) {
            wanted = Math.max(leastBytes, wanted / 2);
        }
    }

    /** Releases the memory until the next rows; rows that wait are lost. */
    void release() {
        Arrays.fill(groups, null);
        bytes = 0;
        pool.shrink(leastBytes / 2);
        sorted.shrink(leastBytes / 2);
        numbers = new BucketNumbers();
        numberOf = new int[0];
        memory.giveBack(taken);
        taken = 0;
    }

    /** Iterates over the rows of one bucket. */
    final class Rows {

        private final RowView row = new RowView();
        private final int end;
        private int next;

        private Rows(int from, int end) {
            this.next = from;
            this.end = end;
        }

        boolean hasNext() {
            return next < end;
        }

        /** The next row. The view is the same object each time. */
        RowView next() {
            sorted.view(row, next++);
            return row;
        }
    }
}
