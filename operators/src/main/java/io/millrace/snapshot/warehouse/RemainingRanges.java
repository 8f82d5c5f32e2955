/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.util.List;

/**
 * What the enumerator has to remember.
 *
 * @param planned false if it has not been decided yet how to split the table
 * @param ranges nobody reads yet
 */
record RemainingRanges(boolean planned, List<KeyRange> ranges) {

    RemainingRanges {
        ranges = List.copyOf(ranges);
    }
}
