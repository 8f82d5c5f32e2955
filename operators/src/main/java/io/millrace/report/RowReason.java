/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.util.List;

/**
 * Rows of one run that did not get through for the same reason.
 *
 * @param rows how many of them the ledger lists
 * @param detail the reason in the words of one of them
 * @param keys a few of their primary keys, in order
 */
public record RowReason(
        LedgerRow.Kind kind, String code, long rows, String detail, List<String> keys) {

    public RowReason {
        keys = List.copyOf(keys);
    }
}
