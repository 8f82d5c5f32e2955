/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.RangeRecord;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** Records of one range, in order, and whether they are the last of the range. */
final class RowBatch<T> implements RecordsWithSplitIds<RangeRecord<T>> {

    private final String splitId;
    private final Iterator<RangeRecord<T>> records;
    private final boolean last;
    private boolean splitReturned;

    RowBatch(String splitId, List<RangeRecord<T>> records, boolean last) {
        this.splitId = splitId;
        this.records = records.iterator();
        this.last = last;
    }

    /** Returns a batch without records that finishes no range. */
    static <T> RowBatch<T> empty() {
        return new RowBatch<>("", List.of(), false);
    }

    boolean isLast() {
        return last;
    }

    @Override
    public String nextSplit() {
        if (splitReturned || !records.hasNext()) {
            return null;
        }
        splitReturned = true;
        return splitId;
    }

    @Override
    public RangeRecord<T> nextRecordFromSplit() {
        return records.hasNext() ? records.next() : null;
    }

    @Override
    public Set<String> finishedSplits() {
        return last ? Set.of(splitId) : Set.of();
    }
}
