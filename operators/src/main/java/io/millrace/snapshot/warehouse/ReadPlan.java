/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.List;
import java.util.Map;

/**
 * How a table is read.
 *
 * @param ranges at least one; of pages, or of keys in key order
 * @param snapshot the name of the snapshot all ranges read; empty if they share none
 * @param relation properties of the relation when the plan was made
 */
record ReadPlan(List<TableRange> ranges, String snapshot, Map<String, String> relation) {

    ReadPlan {
        ranges = List.copyOf(ranges);
    }

    /** Whether all rows are read as they are at one moment. */
    boolean isOfOneMoment() {
        return !snapshot.isEmpty() || ranges.size() == 1;
    }
}
