/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.EncodedRow;

/**
 * A row on its way to the emitter.
 *
 * @param key values as fetched; none if the range is of pages, the table has no key or a value of
 *     it is null
 */
record KeyedRow(EncodedRow row, Object[] key) {}
