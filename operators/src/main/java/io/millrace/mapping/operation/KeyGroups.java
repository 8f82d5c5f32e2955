/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** One key for each of Flink's key groups, so that state can belong to a whole group. */
public final class KeyGroups {

    private static final long NOT_FOUND = -1;

    private final long[] keys;

    /**
     * @param count the maximum parallelism of the job
     */
    public KeyGroups(int count) {
        keys = new long[count];
        Arrays.fill(keys, NOT_FOUND);
        int found = 0;
        for (long key = 0; found < count; key++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, count);
            if (keys[group] == NOT_FOUND) {
                keys[group] = key;
                found++;
            }
        }
    }

    public int count() {
        return keys.length;
    }

    /** The key that represents the group. */
    public long key(int group) {
        return keys[group];
    }

    /** The group of a key, such as a route or {@link #key}. */
    public int group(long key) {
        return KeyGroupRangeAssignment.assignToKeyGroup(key, keys.length);
    }
}
