/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.util.List;

/**
 * Rows of one run that did not get through with the same code; each may have words of its own.
 *
 * @param rows how many of them the ledger lists
 * @param examples a few of them, in the order of their keys
 */
public record RowReason(LedgerRow.Kind kind, String code, long rows, List<Example> examples) {

    public RowReason {
        examples = List.copyOf(examples);
    }

    /**
     * @param key the primary key of a row as a person reads it
     * @param detail why it did not get through; empty if the code says it all
     */
    public record Example(String key, String detail) {}
}
