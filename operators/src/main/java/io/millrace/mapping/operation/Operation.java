/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

/**
 * The call that one change requires, ready for a request.
 *
 * @param run id of the run with the change
 * @param keyHigh upper half of the 128-bit hash of the primary key
 * @param keyLow lower half
 * @param route equal for rows of one identity; the outbox is keyed by it
 * @param key the primary key in readable form, such as {@code id=17}; empty for WITHDRAW
 * @param identifier as sent to Iterable; empty for WITHDRAW, or if the row has none
 * @param target equal for all rows of a request, see {@link OperationKind}; may be empty
 * @param body the row's part of the request body, UTF-8 JSON, see {@link OperationKind}; empty for
 *     WITHDRAW, or with a fault
 * @param fault why the row can't be sent, in words for its owner; otherwise empty
 * @param amends true if the operation only replaces a pending operation of the same row, and has no
 *     effect if none is pending
 * @param removal true if the operation removes what a row wrote that is removed now or refers to
 *     another identity; the outbox sends it only within the removal limit of its run
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

    /** An operation that is neither an amendment nor a removal. */
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

    /** The same operation as an amendment. */
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

    /** The same operation as a removal. */
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
