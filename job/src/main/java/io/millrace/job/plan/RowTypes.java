/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Row types of ours: every column nullable, whatever the DDL promises of its source. */
final class RowTypes {

    private RowTypes() {}

    static RowType nullable(RowType row) {
        return select(row, row.getFieldNames());
    }

    /** These columns of {@code row}, in this order. */
    static RowType select(RowType row, List<String> names) {
        return RowType.of(
                names.stream()
                        .map(name -> row.getTypeAt(row.getFieldIndex(name)).copy(true))
                        .toArray(LogicalType[]::new),
                names.toArray(String[]::new));
    }

    static DataType nullable(DataType row) {
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
