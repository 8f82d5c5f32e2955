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

/** Compares {@code warehouse} tables with what the warehouse has. */
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
                WarehouseInspection.problems(impatient(table), columns, table.primaryKey())) {
            String key = table.name() + "." + problem.subject();
            Location at = table.at();
            switch (problem.severity()) {
                case ERROR -> problems.error(at, key, problem.message(), "");
                case WARNING -> problems.warning(at, key, problem.message(), "");
            }
        }
    }

    /** A job waits for a warehouse that restarts; someone who checks wants to know now. */
    static Map<String, String> impatient(BaseTable table) {
        Map<String, String> options = new HashMap<>(table.definition().getOptions());
        options.put(WarehouseOptions.CONNECT_ATTEMPTS.key(), "1");
        options.putIfAbsent(WarehouseOptions.CONNECT_TIMEOUT.key(), "5 s");
        return options;
    }
}
