/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

/**
 * What one change asks of Iterable, ready to be put into a request.
 *
 * @param run id of the run whose change it is
 * @param keyHigh upper half of the 128-bit hash of the primary key
 * @param keyLow lower half
 * @param route rows of one Iterable identity share it: the outbox is keyed by it
 * @param key the primary key as a person reads it, such as {@code id=17}; empty for WITHDRAW
 * @param identifier the Iterable identifier as sent; empty for WITHDRAW or if the row has none
 * @param target what all rows of one request must have in common besides the kind, as {@link
 *     OperationKind} says; empty if nothing
 * @param body the row's part of the request body, UTF-8 JSON, as {@link OperationKind} says; empty
 *     for WITHDRAW or with a fault
 * @param fault why this row can't be sent at all, in words for its owner; empty if it can
 * @param amends true if it only takes the place of what its row still owes: where a row asks once,
 *     changes of one that was taken ask nothing
 * @param removal true if it removes what a row that is gone, or that names another identity now,
 *     has written; the outbox sends it only if the removals of its run are within the limit
 */
public record Operation(
        OperationKind kind,
        long run,
        long keyHigh,
        long keyLow,
        long route,
        String key,
        String identifier,
        String target,
        byte[] body,
        String fault,
        boolean amends,
        boolean removal) {

    /** One that is owed whatever its row has asked before. */
    public Operation(
            OperationKind kind,
            long run,
            long keyHigh,
            long keyLow,
            long route,
            String key,
            String identifier,
            String target,
            byte[] body,
            String fault) {
        this(kind, run, keyHigh, keyLow, route, key, identifier, target, body, fault, false, false);
    }

    /** The same operation, which only takes the place of what its row still owes. */
    public Operation amending() {
        return new Operation(
                kind,
                run,
                keyHigh,
                keyLow,
                route,
                key,
                identifier,
                target,
                body,
                fault,
                true,
                removal);
    }

    /** The same operation, which removes what its row has written. */
    public Operation removing() {
        return new Operation(
                kind,
                run,
                keyHigh,
                keyLow,
                route,
                key,
                identifier,
                target,
                body,
                fault,
                amends,
                true);
    }
}
