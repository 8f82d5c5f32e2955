/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import org.apache.flink.table.types.logical.LogicalType;

/**
 * A column that a statement selects.
 *
 * @param declared the type of the model's column
 * @param reader reads values of {@code column} as {@code declared}
 */
public record SelectedColumn(SourceColumn column, LogicalType declared, ColumnReader reader) {}
