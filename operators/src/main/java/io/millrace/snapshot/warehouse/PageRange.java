/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.KeyRange.Position;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A part of a stored PostgreSQL table: the rows that lie in some of its pages, in the order of
 * their places. Rows move between pages when they change, so the ranges of a table hold every row
 * once in the one snapshot they were planned in, and only there.
 *
 * @param from the first page
 * @param upTo the page behind the last one; empty for all that follow
 * @param fileNode of the table's file as the snapshot knows it: another one has other pages
 * @param emittedRows how many of the range's rows are emitted
 */
record PageRange(
        int number, long from, OptionalLong upTo, long fileNode, long emittedRows, String snapshot)
        implements TableRange {

    /** Not the same in another snapshot: ranges of different plans may be about at one time. */
    @Override
    public String splitId() {
        return "pages-" + number + "@" + snapshot;
    }

    @Override
    public Optional<Position> position() {
        return Optional.empty();
    }

    @Override
    public RangeState state() {
        return new PageRangeState(this);
    }

    PageRange after(long moreRows) {
        return new PageRange(number, from, upTo, fileNode, emittedRows + moreRows, snapshot);
    }

    @Override
    public <R> R match(Function<KeyRange, R> keys, Function<PageRange, R> pages) {
        return pages.apply(this);
    }
}
