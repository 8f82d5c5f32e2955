/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import java.util.List;

/**
 * The state of the enumerator.
 *
 * @param ranges not assigned to a reader yet
 */
public record RemainingRanges(Plan plan, List<TableRange> ranges) {

    /** How the table was divided. */
    public enum Plan {
        /** Not divided yet. */
        NONE,
        /** Each range is read at a moment of its own. */
        SEPARATE_MOMENTS,
        /** All ranges are read at one moment. That moment ends with the enumerator. */
        ONE_MOMENT
    }

    public RemainingRanges {
        ranges = List.copyOf(ranges);
    }

    public static RemainingRanges unplanned() {
        return new RemainingRanges(Plan.NONE, List.of());
    }
}
