/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import org.apache.flink.table.data.RowData;

/**
 * A row on its way to the emitter.
 *
 * @param key values as fetched; none if the table has no key or a value of it is null
 */
record KeyedRow(RowData row, Object[] key) {}
