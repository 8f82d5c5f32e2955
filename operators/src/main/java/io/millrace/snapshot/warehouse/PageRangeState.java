/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/** Counts rows: in one snapshot a range of pages gives its rows in the same order each time. */
final class PageRangeState implements RangeState {

    private final PageRange range;
    private long rows;

    PageRangeState(PageRange range) {
        this.range = range;
    }

    @Override
    public void advance(Emission<?> emitted) {
        rows += emitted.rows();
    }

    @Override
    public PageRange toRange() {
        return range.after(rows);
    }
}
