/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileRows;
import io.millrace.snapshot.files.format.FilesException;
import java.io.Serializable;
import java.util.List;

/** Makes of rows what a reader emits. Not thread-safe. */
interface FileRecordCollector<T> {

    /**
     * @param values as in {@link FileRows#values()}
     * @throws FilesException if a value is unfit and that can't be told with the row
     */
    void add(Object[] values);

    /** Whether it is time to hand over what there is. */
    boolean isFull();

    /** All that is gathered; nothing is left. */
    List<FileRecord<T>> take();

    /** Makes one for each reader. */
    @FunctionalInterface
    interface Factory<T> extends Serializable {

        FileRecordCollector<T> create(FilesTable table);
    }
}
