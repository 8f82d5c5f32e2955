/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.outbox.pending.PendingOperation;
import java.util.BitSet;

/**
 * The identities of operations that are deferred to another scan, because too many operations wait
 * in memory. Later operations of such an identity are deferred too, to keep their order. Only a
 * hash of each identity is kept, in at most half a megabyte, so that an identity may be deferred
 * without need.
 */
public final class DeferredIdentities {

    private static final int BITS = 22;
    private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

    private final BitSet identities = new BitSet();
    private boolean any;

    public void add(PendingOperation operation) {
        any = true;
        identities.set(bit(operation));
    }

    /** True if the operation must be deferred. */
    public boolean contains(PendingOperation operation) {
        return any && identities.get(bit(operation));
    }

    private static int bit(PendingOperation operation) {
        long spread = IdentityQueues.identity(operation) * HASH_FACTOR;
        return (int) (spread >>> (Long.SIZE - BITS));
    }

    public boolean isEmpty() {
        return !any;
    }

    public void clear() {
        identities.clear();
        any = false;
    }
}
