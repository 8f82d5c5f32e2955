/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * A bounded read of a table.
 *
 * @param source reads the table once; emits inserts only
 * @param produced type of the emitted rows: the requested columns only, or all if the connector has
 *     no projection push-down
 * @param positions position in {@code produced} of each requested column, in the order requested
 */
public record TableRead(
        BaseTable table, Source<RowData, ?, ?> source, RowType produced, List<Integer> positions) {

    public TableRead {
        positions = List.copyOf(positions);
    }

    /** True if the emitted rows have exactly the requested columns in the requested order. */
    public boolean isProjected() {
        for (int i = 0; i < positions.size(); i++) {
            if (positions.get(i) != i) {
                return false;
            }
        }
        return positions.size() == produced.getFieldCount();
    }
}
