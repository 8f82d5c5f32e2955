/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

/** Counts rows, because the rows of a page range have the same order in each read of a snapshot. */
public final class PageRangeState implements RangeState {

    private final PageRange range;
    private long rows;

    PageRangeState(PageRange range) {
        this.range = range;
    }

    @Override
    public void advance(RangeRecord<?> emitted) {
        rows += emitted.rows();
    }

    @Override
    public PageRange toRange() {
        return range.after(rows);
    }
}
