/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/** What a {@link DeliveryNotice} is about. */
public enum NoticeKind {
    /** A row was refused. It stays pending, and the next run tries it again. */
    ROW_REJECTED,
    /** A row was refused too often. It is tried again only if it changes or is released. */
    ROW_QUARANTINED,
    /** A removal waits for approval. Emitted for some rows only. */
    ROW_WITHHELD,
    /** Why the removals that are counted as withheld wait. Emitted just before SETTLED. */
    REMOVALS_WITHHELD,
    /** Rows were delivered incompletely, or as unexpected; such as {@code filteredOutFields}. */
    WARNING,
    /** The counts so far. Repeated while a run is delivered. */
    PROGRESS,
    /**
     * Why a run sends nothing, the number of waiting rows, and until when; without a code: none.
     */
    WAITING,
    /**
     * The counts at the end of a run, just before its watermark. With a code: delivery stopped,
     * such as for a wrong key or because Iterable is unreachable, and unsent operations are
     * pending.
     */
    SETTLED
}
