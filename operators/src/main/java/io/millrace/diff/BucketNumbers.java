/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.Arrays;

/** Numbers buckets from 0 in the order they are first met: a hash table of longs. */
final class BucketNumbers {

    private static final int FREE = -1;

    private final long[] buckets;
    private final int[] slots;
    private int count;
    private int last = FREE;

    /**
     * @param most buckets that will be numbered at the most
     */
    BucketNumbers(int most) {
        buckets = new long[most];
        slots = new int[Integer.highestOneBit(Math.max(8, most)) * 4];
        Arrays.fill(slots, FREE);
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
        long spread = bucket * 0x9E3779B97F4A7C15L;
        int slot = (int) (spread >>> 33) & (slots.length - 1);
        while (slots[slot] != FREE) {
            if (buckets[slots[slot]] == bucket) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        buckets[count] = bucket;
        slots[slot] = count;
        return count++;
    }
}
