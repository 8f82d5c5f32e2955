/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * Encoded rows of one run, one attempt and one key group, in the order they were read. Rows are
 * serialised once, at the source; all later operators hash, compare and send these bytes. {@link
 * RowView} reads them.
 *
 * @param run id of the run: its trigger time in epoch milliseconds
 * @param attempt number of the attempt that read the rows, from 0. A key that is read twice in one
 *     attempt is a duplicate; in two attempts, it was read again after a failure
 * @param bucket bucket of the first row; all buckets of the chunk are in its key group
 * @param rows number of rows
 * @param bytes the rows, in the layout that {@link RowView} describes
 */
@TypeInfo(RowChunkType.Factory.class)
public record RowChunk(long run, int attempt, long bucket, int rows, byte[] bytes) {}
