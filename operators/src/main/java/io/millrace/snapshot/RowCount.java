/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.Serializable;

/** Says how many rows of a model a record of a source stands for. */
@FunctionalInterface
public interface RowCount<T> extends Serializable {

    int of(T record);

    /** For a source each of whose records is a row. */
    static <T> RowCount<T> each() {
        return record -> 1;
    }
}
