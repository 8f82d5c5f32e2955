/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.RowData.FieldGetter;
import org.apache.flink.table.types.logical.RowType;

/** Selects columns of a row, for connectors without projection push-down. */
final class ColumnProjection implements MapFunction<RowData, RowData> {

    private static final long serialVersionUID = 1;

    private final FieldGetter[] getters;

    ColumnProjection(RowType produced, List<Integer> positions) {
        this.getters =
                positions.stream()
                        .map(
                                position ->
                                        RowData.createFieldGetter(
                                                produced.getTypeAt(position).copy(true), position))
                        .toArray(FieldGetter[]::new);
    }

    @Override
    public RowData map(RowData row) {
        GenericRowData projected = new GenericRowData(row.getRowKind(), getters.length);
        for (int i = 0; i < getters.length; i++) {
            projected.setField(i, getters[i].getFieldOrNull(row));
        }
        return projected;
    }
}
