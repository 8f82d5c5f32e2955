/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that wait to be compared, as they came, so that all rows of a bucket are compared at once
 * and its state is touched once.
 */
final class RowBacklog {

    private final List<RowChunk> chunks = new ArrayList<>();
    private long bytes;
    private int rows;

    /** Takes the rows of one bucket, in the order they came. */
    @FunctionalInterface
    interface BucketVisitor {
        void visit(long bucket, Rows rows) throws Exception;
    }

    void add(RowChunk chunk) {
        chunks.add(chunk);
        bytes += chunk.bytes().length;
        rows += chunk.rows();
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Gives out all rows, bucket by bucket, and is empty then. */
    void drain(BucketVisitor visitor) throws Exception {
        BucketNumbers numbers = new BucketNumbers(rows);
        int[] numberOf = new int[rows];
        int[] chunkOf = new int[rows];
        int[] positionOf = new int[rows];
        read(numbers, numberOf, chunkOf, positionOf);
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
            Rows ofBucket = new Rows(order, chunkOf, positionOf, ends[number], ends[number + 1]);
            visitor.visit(numbers.bucket(number), ofBucket);
        }
        chunks.clear();
        bytes = 0;
        rows = 0;
    }

    private void read(BucketNumbers numbers, int[] numberOf, int[] chunkOf, int[] positionOf) {
        PackedRow row = new PackedRow();
        int index = 0;
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            RowChunk of = chunks.get(chunk);
            for (int position = 0; position < of.bytes().length; position = row.end()) {
                row.at(of, position);
                numberOf[index] = numbers.of(row.bucket());
                chunkOf[index] = chunk;
                positionOf[index] = position;
                index++;
            }
        }
    }

    /** The rows of one bucket, one after another. */
    final class Rows {

        private final PackedRow row = new PackedRow();
        private final int[] order;
        private final int[] chunkOf;
        private final int[] positionOf;
        private final int end;
        private int next;

        private Rows(int[] order, int[] chunkOf, int[] positionOf, int from, int end) {
            this.order = order;
            this.chunkOf = chunkOf;
            this.positionOf = positionOf;
            this.next = from;
            this.end = end;
        }

        boolean hasNext() {
            return next < end;
        }

        /** The next row; the same view each time. */
        PackedRow next() {
            int index = order[next++];
            row.at(chunks.get(chunkOf[index]), positionOf[index]);
            return row;
        }
    }
}
