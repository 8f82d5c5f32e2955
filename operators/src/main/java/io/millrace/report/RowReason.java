/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.util.List;

/**
 * Rows of one run that did not get through with the same code; each may have words of its own.
 *
 * @param rows how many of them the ledger lists
 * @param detail why the first of {@code keys} did not
 * @param keys a few of their primary keys, in order
 */
public record RowReason(
        LedgerRow.Kind kind, String code, long rows, String detail, List<String> keys) {

    public RowReason {
        keys = List.copyOf(keys);
    }
}
