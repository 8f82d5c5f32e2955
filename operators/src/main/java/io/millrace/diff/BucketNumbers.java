/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.Arrays;

/** Numbers buckets from 0 in the order of arrival: a hash table of longs. */
final class BucketNumbers {

    private static final int FREE = -1;
    private static final int LEAST_BUCKETS = 64;
    private static final int SLOTS_PER_BUCKET = 4;

    private long[] buckets = new long[LEAST_BUCKETS];
    private int[] slots = free(LEAST_BUCKETS);
    private int count;
    private int last = FREE;

    private static int[] free(int buckets) {
        int[] slots = new int[buckets * SLOTS_PER_BUCKET];
        Arrays.fill(slots, FREE);
        return slots;
    }

    int count() {
        return count;
    }

    long bucket(int number) {
        return buckets[number];
    }

    int of(long bucket) {
        if (last == FREE || buckets[last] != bucket) {
            last = find(bucket);
        }
        return last;
    }

    private int find(long bucket) {
        int slot = slot(bucket);
        if (slots[slot] == FREE) {
            if (count == buckets.length) {
                grow();
                slot = slot(bucket);
            }
            buckets[count] = bucket;
            slots[slot] = count++;
        }
        return slots[slot];
    }

    /** The slot of the bucket, or the free slot where it belongs. */
    private int slot(long bucket) {
        long spread = bucket * 0x9E3779B97F4A7C15L;
        int slot = (int) (spread >>> 33) & (slots.length - 1);
        while (slots[slot] != FREE && buckets[slots[slot]] != bucket) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        buckets = Arrays.copyOf(buckets, 2 * count);
        slots = free(2 * count);
        for (int number = 0; number < count; number++) {
            slots[slot(buckets[number])] = number;
        }
    }

    /** Removes all numbers. */
    void clear() {
        Arrays.fill(slots, FREE);
        count = 0;
        last = FREE;
    }
}
