/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

/**
 * A record for the emitter, with the reader's progress after the record.
 *
 * @param record one row, or several
 * @param rows the number of rows in the record
 * @param key of the last row, values as fetched; empty if the range is of pages, the table has no
 *     key, or a key value is null
 * @param keyRows how many of the last rows have that key
 */
public record RangeRecord<T>(T record, int rows, Object[] key, int keyRows) {}
