/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

/**
 * A record on its way to the emitter.
 *
 * @param record a row, or some
 * @param rows how many rows it stands for
 */
record FileRecord<T>(T record, int rows) {}
