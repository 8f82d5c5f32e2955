/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceSplit;

/** A part of the table that one reader reads with one statement. */
public sealed interface TableRange extends SourceSplit permits KeyRange, PageRange {

    /** The server's name of the snapshot to read; empty to read the current rows. */
    String snapshot();

    /** The last row emitted, in a range read in key order; empty to read from the start. */
    Optional<Position> position();

    /** How many rows to skip, in a range whose rows have the same order in each read; else 0. */
    long emittedRows();

    /** Returns the progress of a reader that starts with this range. */
    RangeState state();

    <R> R match(Function<KeyRange, R> keys, Function<PageRange, R> pages);
}
