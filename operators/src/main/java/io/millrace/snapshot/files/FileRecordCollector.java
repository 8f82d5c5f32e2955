/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileRows;
import io.millrace.snapshot.files.format.FilesException;
import java.io.Serializable;
import java.util.List;

/** Collects rows into the records that a reader emits. Not thread-safe. */
interface FileRecordCollector<T> {

    /**
     * Adds a row.
     *
     * @param values as in {@link FileRows#values()}
     * @throws FilesException if a value is unreadable and the records can't contain its message
     */
    void add(Object[] values);

    /** Whether {@link #take()} should be called before the next row. */
    boolean isFull();

    /** Returns all collected records, and empties the collector. */
    List<FileRecord<T>> take();

    /** Creates a collector for each reader. */
    @FunctionalInterface
    interface Factory<T> extends Serializable {

        FileRecordCollector<T> create(FilesTable table);
    }
}
