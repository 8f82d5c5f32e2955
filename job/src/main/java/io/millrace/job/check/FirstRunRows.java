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
 * How many rows the first run of a sync would read, counted in the warehouse.
 *
 * @param exact false if it may be fewer, as a view leaves rows of its table out
 */
public record FirstRunRows(long rows, boolean exact) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Empty if the connector can't count, or the warehouse doesn't in some seconds. */
    public static Optional<FirstRunRows> of(SyncPlan sync) {
        BaseTable table = sync.model().base();
        if (!table.connector().equals(WarehouseProbe.CONNECTOR)) {
            return Optional.empty();
        }
        RowType columns = (RowType) table.columns().getLogicalType();
        boolean exact = sync.model() instanceof TableModel;
        return WarehouseCount.rows(WarehouseProbe.impatient(table), columns, PATIENCE).stream()
                .mapToObj(rows -> new FirstRunRows(rows, exact))
                .findFirst();
    }
}
