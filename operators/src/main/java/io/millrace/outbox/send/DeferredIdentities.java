/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

import io.millrace.outbox.pending.PendingOperation;
import java.util.BitSet;

/**
 * The identities of which a sweep has left an operation for another sweep, as too many wait in
 * memory: what follows of them is left as well, so that their order holds. It remembers hashes, so
 * an identity may be left without need, and takes half a megabyte at most.
 */
public final class DeferredIdentities {

    private static final int BITS = 22;

    private final BitSet identities = new BitSet();
    private boolean any;

    public void add(PendingOperation operation) {
        any = true;
        identities.set(bit(operation));
    }

    /** True if the operation must be left. */
    public boolean holds(PendingOperation operation) {
        return any && identities.get(bit(operation));
    }

    private static int bit(PendingOperation operation) {
        long spread = IdentityQueues.identity(operation) * 0x9E3779B97F4A7C15L;
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
