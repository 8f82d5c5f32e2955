/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * A bounded reading of a table.
 *
 * @param source reads the table once, all rows inserts
 * @param produced what it emits: the wanted columns only, or all if the connector can't project
 * @param positions for each wanted column, in the order wanted, its position in {@code produced}
 */
public record TableRead(
        BaseTable table, Source<RowData, ?, ?> source, RowType produced, List<Integer> positions) {

    public TableRead {
        positions = List.copyOf(positions);
    }

    /** True if rows are emitted exactly as wanted. */
    public boolean isProjected() {
        for (int i = 0; i < positions.size(); i++) {
            if (positions.get(i) != i) {
                return false;
            }
        }
        return positions.size() == produced.getFieldCount();
    }
}
