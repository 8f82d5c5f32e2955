/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.io.Serializable;
import java.time.Duration;

/**
 * How to read.
 *
 * @param ranges number of ranges; 0 leaves it to the planner
 * @param completeWhen a query that gives true once the table is complete; empty if it always is
 */
record ScanSettings(
        int ranges,
        int fetchSize,
        boolean sharedSnapshot,
        String completeWhen,
        Duration queryTimeout)
        implements Serializable {

    static final int AUTOMATIC = 0;
}
