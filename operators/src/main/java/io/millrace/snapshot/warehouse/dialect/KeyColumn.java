/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.column.SourceColumn;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * A column of the primary key, as statements need it.
 *
 * @param castType the server's name of the type that a key value's text is cast to; empty if the
 *     dialect binds typed values
 */
public record KeyColumn(SourceColumn source, LogicalType declared, String castType) {}
