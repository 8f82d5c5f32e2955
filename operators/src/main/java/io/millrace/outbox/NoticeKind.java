/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

/** What a {@link DeliveryNotice} is about. */
public enum NoticeKind {
    /** A row was refused; it stays owed and is tried again at the next run. */
    ROW_REJECTED,
    /** A row was refused too often and is tried again only if it changes or is released. */
    ROW_QUARANTINED,
    /** A removal waits for approval; told of some rows only. */
    ROW_WITHHELD,
    /** Why the removals counted as withheld wait; just before SETTLED. */
    REMOVALS_WITHHELD,
    /** Rows did not get through whole, such as {@code filteredOutFields}. */
    WARNING,
    /** Counts so far; repeated while a run is being delivered. */
    PROGRESS,
    /** Why a run sends nothing, how many rows wait, until when; without a reason: it goes on. */
    WAITING,
    /**
     * Counts at the end of a run, just before its watermark. With a code: delivery was stopped for
     * this run (bad key, Iterable unreachable), and what was not sent is owed.
     */
    SETTLED
}
