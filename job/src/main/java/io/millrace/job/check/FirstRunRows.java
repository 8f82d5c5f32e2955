/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.model.BaseTable;
import io.millrace.job.model.TableModel;
import io.millrace.job.plan.SyncPlan;
import io.millrace.snapshot.warehouse.WarehouseCount;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.table.types.logical.RowType;

/**
 * The number of rows that the first run of a sync would read, counted in the warehouse.
 *
 * @param exact false if the number is an upper bound, because a view may filter rows
 */
public record FirstRunRows(long rows, boolean exact) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Counts the rows; empty if the connector can't count, or if counting takes longer than 10 s.
     */
    public static Optional<FirstRunRows> of(SyncPlan sync) {
        BaseTable table = sync.model().base();
        if (!table.connector().equals(WarehouseProbe.CONNECTOR)) {
            return Optional.empty();
        }
        RowType columns = (RowType) table.columns().getLogicalType();
        boolean exact = sync.model() instanceof TableModel;
        return WarehouseCount.rows(WarehouseProbe.withShortTimeout(table), columns, TIMEOUT)
                .stream()
                .mapToObj(rows -> new FirstRunRows(rows, exact))
                .findFirst();
    }
}
