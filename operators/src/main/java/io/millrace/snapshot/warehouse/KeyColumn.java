/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import org.apache.flink.table.types.logical.LogicalType;

/**
 * A column of the key as statements need it.
 *
 * @param castType the server's name of the type a key's text is cast to; empty if the dialect binds
 *     typed values
 */
record KeyColumn(SourceColumn source, LogicalType declared, String castType) {}
