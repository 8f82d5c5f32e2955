/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/** Which columns of the table are its primary key. */
public enum DiffKey {
    /** A number that grows in the order the rows are stored. */
    ORDERED("id"),
    /** A UUID in random order, which a model declares as text. */
    UUID("account"),
    /** A text and a number. */
    COMPOSITE("region, id");

    private final String columns;

    DiffKey(String columns) {
        this.columns = columns;
    }

    /** In SQL, in key order. */
    String columns() {
        return columns;
    }
}
