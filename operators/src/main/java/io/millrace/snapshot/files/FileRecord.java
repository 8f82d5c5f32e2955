/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/**
 * A record that a split reader hands to the source reader.
 *
 * @param record a row, or a batch of rows
 * @param rows number of rows in the record
 */
record FileRecord<T>(T record, int rows) {}
