/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.KeyRange.Position;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceSplit;

/** A part of the table, read by one reader with one statement. */
sealed interface TableRange extends SourceSplit permits KeyRange, PageRange {

    /** The server's name of the moment to read; empty for the present. */
    String snapshot();

    /** Behind which row to go on, in a range that is read in key order. */
    Optional<Position> position();

    /** How many rows to leave out, in a range that gives its rows in the same order each time. */
    long emittedRows();

    /** How far a reader is that starts on this range. */
    RangeState state();

    <R> R match(Function<KeyRange, R> keys, Function<PageRange, R> pages);
}
