/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.io.Serializable;
import java.time.Duration;

/**
 * How to read.
 *
 * @param ranges number of ranges; 0 leaves it to the planner
 */
record ScanSettings(int ranges, int fetchSize, boolean sharedSnapshot, Duration queryTimeout)
        implements Serializable {

    static final int AUTOMATIC = 0;
}
