/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.io.Serializable;
import java.time.Duration;

/**
 * The settings of a read.
 *
 * @param ranges the number of ranges; {@link WarehouseDialect#AUTOMATIC} to choose by the table's
 *     size
 * @param sharedSnapshot whether all ranges read one snapshot, where the database can share one
 * @param completeWhen a query that returns true once the table is complete; empty if it always is
 * @param queryTimeout until the first row of a statement; zero for no limit
 */
record ScanSettings(
        int ranges,
        int fetchSize,
        boolean sharedSnapshot,
        String completeWhen,
        Duration queryTimeout)
        implements Serializable {}
