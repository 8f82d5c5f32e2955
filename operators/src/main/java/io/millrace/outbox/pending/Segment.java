/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import java.util.BitSet;

/**
 * The header of a chunk of operations in state, with a bit for each operation that is done. The
 * chunk is dropped when all are done. A checkpoint holds the bits.
 */
final class Segment {

    /**
     * The order of an operation is its segment's number, followed by this many bits of its index.
     */
    private static final int INDEX_BITS = 24;

    private static final int HAS_MARKS = 1;

    /** How many numbers of a {@link KeyGroupSnapshot.Log} one segment has. */
    static final int SNAPSHOT_LONGS = 4;

    /** The arrival of a restored segment, which a completed checkpoint holds. */
    private static final long RESTORED = Long.MIN_VALUE;

    private static final long NO_NUMBER = -1;

    private final int keyGroup;
    private final long number;
    private final long run;
    private final int operations;
    private final boolean plain;
    private final long arrival;
    private final BitSet done = new BitSet();
    private int open;
    private boolean hasMarks;
    private boolean loaded;
    private boolean changed;

    private Segment(
            int keyGroup, long number, long run, int operations, boolean plain, long arrival) {
        this.keyGroup = keyGroup;
        this.number = number;
        this.run = run;
        this.operations = operations;
        this.plain = plain;
        this.arrival = arrival;
        this.open = operations;
    }

    /**
     * @param number in its key group
     * @param plain true if no operation in it can supersede another one of its run
     * @param arrival number of the chunk since this subtask started
     */
    static Segment arrived(
            int keyGroup, long number, long run, int operations, boolean plain, long arrival) {
        Segment segment = new Segment(keyGroup, number, run, operations, plain, arrival);
        segment.loaded = true;
        return segment;
    }

    /** Returns the placeholder for the segment of an operation that has an entry. */
    static Segment none(int keyGroup) {
        return new Segment(keyGroup, NO_NUMBER, 0, 0, true, RESTORED);
    }

    boolean isNone() {
        return number == NO_NUMBER;
    }

    void snapshot(long[] to, int at) {
        to[at] = number;
        to[at + 1] = run;
        to[at + 2] = operations;
        to[at + 3] = hasMarks ? HAS_MARKS : 0;
    }

    /**
     * Never plain: after a restart a row may be read again, and its run have two operations of it.
     */
    static Segment restored(int keyGroup, long[] from, int at) {
        Segment segment =
                new Segment(keyGroup, from[at], from[at + 1], (int) from[at + 2], false, RESTORED);
        segment.hasMarks = (from[at + 3] & HAS_MARKS) != 0;
        segment.loaded = !segment.hasMarks;
        return segment;
    }

    int keyGroup() {
        return keyGroup;
    }

    long number() {
        return number;
    }

    long run() {
        return run;
    }

    int operations() {
        return operations;
    }

    boolean isPlain() {
        return plain;
    }

    long arrival() {
        return arrival;
    }

    /** The order of arrival of an operation in its key group. */
    long order(int index) {
        return number << INDEX_BITS | index;
    }

    boolean isDone(int index) {
        return done.get(index);
    }

    /**
     * Marks an operation as done.
     *
     * @return true if this is the first change since the last checkpoint
     */
    boolean finish(int index) {
        if (!done.get(index)) {
            done.set(index);
            open--;
        }
        boolean first = !changed;
        changed = true;
        return first;
    }

    boolean isFinished() {
        return open == 0;
    }

    /** True if state has marks of this segment. */
    boolean hasMarks() {
        return hasMarks;
    }

    /** True if state has marks of this segment that were not loaded yet. */
    boolean lacksMarks() {
        return !loaded;
    }

    void load(byte[] marks) {
        loaded = true;
        done.or(BitSet.valueOf(marks));
        open = operations - done.cardinality();
    }

    /** Returns the marks for a checkpoint. */
    byte[] marks() {
        changed = false;
        hasMarks = true;
        return done.toByteArray();
    }
}
