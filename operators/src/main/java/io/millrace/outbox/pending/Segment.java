/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pending;

import java.util.BitSet;

/**
 * A chunk of operations in state, and which of them are done. It is dropped when all are. What is
 * done is part of the state as of a checkpoint.
 */
final class Segment {

    /** Parts an operation's order: the number of its segment, and its index there. */
    private static final int INDEX_BITS = 24;

    private static final int MARKED = 1;

    /** As many numbers has a segment in a {@link KeyGroupSnapshot}. */
    static final int SAVED = 4;

    /** Restored segments are durable. */
    private static final long BEFORE_ALL = Long.MIN_VALUE;

    private static final long NO_NUMBER = -1;

    private final int keyGroup;
    private final long number;
    private final long run;
    private final int operations;
    private final boolean plain;
    private final long arrival;
    private final BitSet done = new BitSet();
    private int left;
    private boolean marked;
    private boolean loaded;
    private boolean dirty;

    private Segment(
            int keyGroup, long number, long run, int operations, boolean plain, long arrival) {
        this.keyGroup = keyGroup;
        this.number = number;
        this.run = run;
        this.operations = operations;
        this.plain = plain;
        this.arrival = arrival;
        this.left = operations;
    }

    /**
     * @param number in its key group
     * @param arrival in this life of the task
     */
    static Segment arrived(
            int keyGroup, long number, long run, int operations, boolean plain, long arrival) {
        Segment segment = new Segment(keyGroup, number, run, operations, plain, arrival);
        segment.loaded = true;
        return segment;
    }

    /** Stands for the segment of an operation that has an entry of its own. */
    static Segment none(int keyGroup) {
        return new Segment(keyGroup, NO_NUMBER, 0, 0, true, BEFORE_ALL);
    }

    boolean isNone() {
        return number == NO_NUMBER;
    }

    /** What a {@link KeyGroupSnapshot} remembers of it. */
    void save(long[] to, int at) {
        to[at] = number;
        to[at + 1] = run;
        to[at + 2] = operations;
        to[at + 3] = marked ? MARKED : 0;
    }

    /** After a restart a row may be read again, so that its run says more than one thing of it. */
    static Segment restored(int keyGroup, long[] from, int at) {
        Segment segment =
                new Segment(
                        keyGroup, from[at], from[at + 1], (int) from[at + 2], false, BEFORE_ALL);
        segment.marked = (from[at + 3] & MARKED) != 0;
        segment.loaded = !segment.marked;
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

    /** Of arrival, in its key group. */
    long order(int index) {
        return number << INDEX_BITS | index;
    }

    boolean isDone(int index) {
        return done.get(index);
    }

    /**
     * @return true if it was the first change since the last checkpoint
     */
    boolean finish(int index) {
        if (!done.get(index)) {
            done.set(index);
            left--;
        }
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    boolean isOver() {
        return left == 0;
    }

    /** True if state has marks of what is done. */
    boolean isMarked() {
        return marked;
    }

    /** True if the marks in state are not read yet. */
    boolean lacksMarks() {
        return !loaded;
    }

    void load(byte[] marks) {
        loaded = true;
        done.or(BitSet.valueOf(marks));
        left = operations - done.cardinality();
    }

    /** What is done, for state. */
    byte[] marks() {
        dirty = false;
        marked = true;
        return done.toByteArray();
    }
}
