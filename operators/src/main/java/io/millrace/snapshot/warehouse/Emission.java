/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/**
 * A record on its way to the emitter, and where its range is behind it.
 *
 * @param record a row, or some
 * @param rows how many rows it stands for
 * @param key of its last row, values as fetched; none if the range is of pages, the table has no
 *     key or a value of it is null
 * @param keyRows how many of its last rows have that key
 */
record Emission<T>(T record, int rows, Object[] key, int keyRows) {}
