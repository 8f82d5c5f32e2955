/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** Rows of one range, in order, and whether they are its last. */
final class RowBatch implements RecordsWithSplitIds<KeyedRow> {

    private final String splitId;
    private final Iterator<KeyedRow> rows;
    private final boolean last;
    private boolean begun;

    RowBatch(String splitId, List<KeyedRow> rows, boolean last) {
        this.splitId = splitId;
        this.rows = rows.iterator();
        this.last = last;
    }

    /** No rows, and no range is through. */
    static RowBatch nothing() {
        return new RowBatch("", List.of(), false);
    }

    boolean isLast() {
        return last;
    }

    @Override
    public String nextSplit() {
        if (begun || !rows.hasNext()) {
            return null;
        }
        begun = true;
        return splitId;
    }

    @Override
    public KeyedRow nextRecordFromSplit() {
        return rows.hasNext() ? rows.next() : null;
    }

    @Override
    public Set<String> finishedSplits() {
        return last ? Set.of(splitId) : Set.of();
    }
}
