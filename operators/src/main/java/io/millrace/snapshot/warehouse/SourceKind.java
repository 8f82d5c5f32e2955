/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/** The families of source types a column can be read from. */
enum SourceKind {
    BOOLEAN,
    INTEGER,
    DECIMAL,
    REAL,
    DOUBLE,
    TEXT,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    INSTANT,
    ARRAY,
    OTHER
}
