/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.util.List;

/**
 * Rows of one run that were not delivered for the same code; the details may differ.
 *
 * @param rows the number of them that the ledger lists
 * @param examples some of them, in the order of their keys
 */
public record RowReason(LedgerRow.Kind kind, String code, long rows, List<Example> examples) {

    public RowReason {
        examples = List.copyOf(examples);
    }

    /**
     * @param key the primary key of a row as text
     * @param detail the reason in words; may be empty
     */
    public record Example(String key, String detail) {}
}
