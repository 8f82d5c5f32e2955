/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

/** A map from long to long in little memory: open addressing, 16 bytes a slot. */
final class CompactLongMap {

    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] keys = new long[FIRST_CAPACITY];
    private long[] values = new long[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    void put(long key, long value) {
        if (size * 3L >= keys.length * 2L) {
            grow();
        }
        int slot = slot(marked(key));
        if (keys[slot] == 0) {
            size++;
        }
        keys[slot] = marked(key);
        values[slot] = value;
    }

    boolean holds(long key, long value) {
        int slot = slot(marked(key));
        return keys[slot] != 0 && values[slot] == value;
    }

    void remove(long key) {
        int free = slot(marked(key));
        if (keys[free] == 0) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        for (int at = (free + 1) & mask; keys[at] != 0; at = (at + 1) & mask) {
            int home = home(keys[at]);
            if (((at - home) & mask) >= ((at - free) & mask)) {
                keys[free] = keys[at];
                values[free] = values[at];
                free = at;
            }
        }
        keys[free] = 0;
    }

    void clear() {
        keys = new long[FIRST_CAPACITY];
        values = new long[FIRST_CAPACITY];
        size = 0;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = home(key);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(long key) {
        return (int) (Hash64.mix(key) >>> 16) & (keys.length - 1);
    }

    /** Zero marks a free slot. */
    private static long marked(long key) {
        return key == 0 ? 1 : key;
    }
}
