/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.KeyForm;
import io.millrace.row.RowHash;

/**
 * Identifies a key within its bucket.
 *
 * @param high upper half of the key's hash; 0 if the place in the bucket identifies the key
 * @param low lower half of the key's hash, or the place
 */
record EntryId(KeyForm form, long high, long low) implements Comparable<EntryId> {

    /** The hash of the key. */
    RowHash key(long bucket) {
        return form.isPlaced() ? KeyBuckets.keyAt(form, bucket, low) : new RowHash(high, low);
    }

    @Override
    public int compareTo(EntryId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
