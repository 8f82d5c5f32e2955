/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

/** The kinds of source types. A kind decides as which declared types a column can be read. */
public enum SourceKind {
    BOOLEAN,
    INTEGER,
    DECIMAL,
    REAL,
    DOUBLE,
    TEXT,
    BINARY,
    DATE,
    TIME,
    /** Date and time without a time zone. */
    TIMESTAMP,
    /** A moment: date and time with a time zone or in UTC. */
    INSTANT,
    ARRAY,
    /** Readable as text only. */
    OTHER
}
