/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Row types whose columns are all nullable, because a source may not honour the NOT NULL of its
 * DDL.
 */
public final class RowTypes {

    private RowTypes() {}

    public static RowType nullable(RowType row) {
        return select(row, row.getFieldNames());
    }

    /** Returns these columns of {@code row}, in this order. */
    public static RowType select(RowType row, List<String> names) {
        return RowType.of(
                names.stream()
                        .map(name -> row.getTypeAt(row.getFieldIndex(name)).copy(true))
                        .toArray(LogicalType[]::new),
                names.toArray(String[]::new));
    }

    public static DataType nullable(DataType row) {
        return DataTypes.ROW(
                        DataType.getFields(row).stream()
                                .map(
                                        field ->
                                                DataTypes.FIELD(
                                                        field.getName(),
                                                        field.getDataType().nullable()))
                                .toArray(DataTypes.Field[]::new))
                .notNull();
    }
}
