/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;

/**
 * What the enumerator has to remember.
 *
 * @param plan how it was decided to split the table
 * @param ranges nobody reads yet
 */
record RemainingRanges(Plan plan, List<TableRange> ranges) {

    /** How a table is split. */
    enum Plan {
        /** Not decided yet. */
        NONE,
        BY_KEYS,
        /** Good only as long as the snapshot it was made in, and that is the enumerator's. */
        BY_PAGES
    }

    RemainingRanges {
        ranges = List.copyOf(ranges);
    }

    static RemainingRanges unplanned() {
        return new RemainingRanges(Plan.NONE, List.of());
    }
}
