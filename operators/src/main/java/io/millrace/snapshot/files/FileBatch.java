/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/** Consecutive records of one file. */
final class FileBatch<T> implements RecordsWithSplitIds<FileRecord<T>> {

    private final String splitId;
    private final Iterator<FileRecord<T>> records;

    /** Whether these are the last records of the file. */
    private final boolean last;

    private boolean begun;

    FileBatch(String splitId, List<FileRecord<T>> records, boolean last) {
        this.splitId = splitId;
        this.records = records.iterator();
        this.last = last;
    }

    @Override
    public String nextSplit() {
        if (begun || !records.hasNext()) {
            return null;
        }
        begun = true;
        return splitId;
    }

    @Override
    public FileRecord<T> nextRecordFromSplit() {
        return records.hasNext() ? records.next() : null;
    }

    @Override
    public Set<String> finishedSplits() {
        return last ? Set.of(splitId) : Set.of();
    }
}
