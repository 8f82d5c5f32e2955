/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;

/** Returns the number of rows that a record of a source contains. */
@FunctionalInterface
public interface RowCount<T> extends Serializable {

    int of(T record);

    /** For a source that emits one record per row. */
    static <T> RowCount<T> each() {
        return record -> 1;
    }
}
