/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import io.millrace.diff.SkippedRow;
import io.millrace.outbox.DeliveryNotice;
import io.millrace.outbox.NoticeKind;

/**
 * A row that was not delivered in a run, and why.
 *
 * @param key the primary key as text, such as {@code id=17}
 * @param identifier the Iterable identifier; empty if the row has none
 * @param code short and stable reason
 * @param detail the reason in words; may be empty
 * @param attempts the number of times it was sent
 * @param at when it was reported, in epoch milliseconds
 */
public record LedgerRow(
        long run,
        String key,
        String identifier,
        Kind kind,
        String code,
        String detail,
        int attempts,
        long at) {

    /** Why the row was not delivered. */
    public enum Kind {
        /** Refused by Iterable, or by us because Iterable would refuse it. */
        REJECTED,
        /** Refused too often: it is tried again only if it changes or is released. */
        QUARANTINED,
        /** Its removal waits for approval. */
        WITHHELD,
        /** Another row of the run has the same primary key. */
        DUPLICATE_KEY,
        /** A column of the primary key is null. */
        NULL_KEY
    }

    public static LedgerRow of(SkippedRow row, long at) {
        return switch (row.reason()) {
            case DUPLICATE_KEY ->
                    skipped(
                            row,
                            Kind.DUPLICATE_KEY,
                            "duplicateKey",
                            "several rows of the model have this primary key; none of them was"
                                    + " sent",
                            at);
            case NULL_KEY ->
                    skipped(
                            row,
                            Kind.NULL_KEY,
                            "nullKey",
                            "a column of the primary key is null, so the row can't be told from"
                                    + " others",
                            at);
        };
    }

    public static LedgerRow of(DeliveryNotice rejected, long at) {
        return new LedgerRow(
                rejected.run(),
                rejected.key(),
                rejected.identifier(),
                kind(rejected.kind()),
                rejected.code(),
                rejected.detail(),
                rejected.attempts(),
                at);
    }

    private static Kind kind(NoticeKind notice) {
        return switch (notice) {
            case ROW_QUARANTINED -> Kind.QUARANTINED;
            case ROW_WITHHELD -> Kind.WITHHELD;
            case ROW_REJECTED -> Kind.REJECTED;
            case REMOVALS_WITHHELD, WAITING, WARNING, PROGRESS, SETTLED ->
                    throw new IllegalArgumentException(notice + " is not about a row");
        };
    }

    private static LedgerRow skipped(
            SkippedRow row, Kind kind, String code, String detail, long at) {
        return new LedgerRow(row.run(), row.key(), "", kind, code, detail, 0, at);
    }
}
