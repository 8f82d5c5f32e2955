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
        /** Each range is read as it is when its turn comes. */
        APART,
        /** All rows are of one moment, which went with the enumerator that made the plan. */
        OF_ONE_MOMENT
    }

    RemainingRanges {
        ranges = List.copyOf(ranges);
    }

    static RemainingRanges unplanned() {
        return new RemainingRanges(Plan.NONE, List.of());
    }
}
