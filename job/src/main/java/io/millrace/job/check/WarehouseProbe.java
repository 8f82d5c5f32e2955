/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;
import io.millrace.snapshot.warehouse.WarehouseInspection;
import io.millrace.snapshot.warehouse.WarehouseOptions;
import io.millrace.snapshot.warehouse.WarehouseProblem;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.types.logical.RowType;

/** Compares {@code warehouse} tables with the tables in the warehouse. */
final class WarehouseProbe implements ConnectionProbe {

    static final String CONNECTOR = "warehouse";

    @Override
    public String connector() {
        return CONNECTOR;
    }

    @Override
    public void probe(BaseTable table, Problems problems) {
        RowType columns = (RowType) table.columns().getLogicalType();
        for (WarehouseProblem problem :
                WarehouseInspection.problems(
                        withShortTimeout(table), columns, table.primaryKey())) {
            String key = table.name() + "." + problem.subject();
            Location at = table.at();
            switch (problem.severity()) {
                case ERROR -> problems.error(at, key, problem.message(), "");
                case WARNING -> problems.warning(at, key, problem.message(), "");
            }
        }
    }

    /**
     * One attempt with a short timeout: a job waits for a warehouse that restarts, a check does
     * not.
     */
    static Map<String, String> withShortTimeout(BaseTable table) {
        Map<String, String> options = new HashMap<>(table.definition().getOptions());
        options.put(WarehouseOptions.CONNECT_ATTEMPTS.key(), "1");
        options.putIfAbsent(WarehouseOptions.CONNECT_TIMEOUT.key(), "5 s");
        return options;
    }
}
