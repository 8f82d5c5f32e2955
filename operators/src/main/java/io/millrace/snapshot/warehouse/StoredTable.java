/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A table that can be read by ranges of its pages.
 *
 * @param fileNode of its file, as the transaction's snapshot knows it
 */
record StoredTable(long fileNode, long pages, double rows) {

    private static final double ROWS_PER_RANGE = 50_000;
    private static final double PAGES_PER_RANGE = 4_096;
    private static final int MOST_RANGES = 2_048;

    /**
     * Ranges of as many pages each, from the first to all that follow.
     *
     * @param wanted how many; {@link ScanSettings#AUTOMATIC} to choose by the table's size
     */
    List<PageRange> ranges(int wanted, String snapshot) {
        int count = wanted == ScanSettings.AUTOMATIC ? automatic() : wanted;
        List<PageRange> ranges = new ArrayList<>();
        long from = 0;
        for (int cut = 1; cut <= count; cut++) {
            long upTo = pages * cut / count;
            if (cut == count) {
                ranges.add(range(ranges.size(), from, OptionalLong.empty(), snapshot));
            } else if (upTo > from) {
                ranges.add(range(ranges.size(), from, OptionalLong.of(upTo), snapshot));
                from = upTo;
            }
        }
        return ranges;
    }

    private PageRange range(int number, long from, OptionalLong upTo, String snapshot) {
        return new PageRange(number, from, upTo, fileNode, 0, snapshot);
    }

    private int automatic() {
        double ranges = Math.max(rows / ROWS_PER_RANGE, pages / PAGES_PER_RANGE);
        return (int) Math.max(1, Math.min(MOST_RANGES, Math.ceil(ranges)));
    }
}
