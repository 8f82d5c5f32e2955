/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.dialect.StoredTable;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The rows stored in some pages of a table, in storage order. Rows move between pages when they
 * change, so the ranges of a table contain each row exactly once only in the snapshot in which they
 * were planned.
 *
 * @param from the first page
 * @param upTo the page after the last one; empty for all that follow
 * @param fileNode the number of the table's file in the snapshot; another file has other pages
 * @param emittedRows how many of the range's rows were emitted
 */
public record PageRange(
        int number, long from, OptionalLong upTo, long fileNode, long emittedRows, String snapshot)
        implements TableRange {

    private static final double ROWS_PER_RANGE = 50_000;
    private static final double PAGES_PER_RANGE = 4_096;
    private static final int MOST_RANGES = 2_048;

    /**
     * Divides a table into ranges with an equal number of pages. The last range is open.
     *
     * @param wanted the number of ranges; {@link WarehouseDialect#AUTOMATIC} to choose by the
     *     table's size
     */
    public static List<PageRange> of(StoredTable table, int wanted, String snapshot) {
        int count = wanted == WarehouseDialect.AUTOMATIC ? automatic(table) : wanted;
        List<PageRange> ranges = new ArrayList<>();
        long from = 0;
        for (int number = 1; number < count; number++) {
            long upTo = table.pages() * number / count;
            if (upTo > from) {
                ranges.add(
                        new PageRange(
                                ranges.size(),
                                from,
                                OptionalLong.of(upTo),
                                table.fileNode(),
                                0,
                                snapshot));
                from = upTo;
            }
        }
        ranges.add(
                new PageRange(
                        ranges.size(), from, OptionalLong.empty(), table.fileNode(), 0, snapshot));
        return ranges;
    }

    private static int automatic(StoredTable table) {
        double ranges = Math.max(table.rows() / ROWS_PER_RANGE, table.pages() / PAGES_PER_RANGE);
        return (int) Math.max(1, Math.min(MOST_RANGES, Math.ceil(ranges)));
    }

    /** Contains the snapshot, because ranges of different plans may exist at the same time. */
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

    public PageRange after(long moreRows) {
        return new PageRange(number, from, upTo, fileNode, emittedRows + moreRows, snapshot);
    }

    @Override
    public <R> R match(Function<KeyRange, R> keys, Function<PageRange, R> pages) {
        return pages.apply(this);
    }
}
