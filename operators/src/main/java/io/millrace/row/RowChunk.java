/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * Rows of a model as one run saw them, serialised once and packed: everything behind the source
 * hashes, compares and ships these bytes. The rows of a chunk belong to one run, one attempt and
 * one key group, in the order they were read. {@link RowView} reads them.
 *
 * @param run id of the run: its trigger time in epoch milliseconds
 * @param attempt how often reading this run had been taken up again after a failure when the rows
 *     were read; a key seen twice in one attempt is a duplicate, in two attempts a repeated read
 * @param bucket of the first row; all buckets of the chunk share its key group
 * @param rows how many rows there are
 * @param bytes the rows as {@link RowView} has them
 */
@TypeInfo(RowChunkType.Factory.class)
public record RowChunk(long run, int attempt, long bucket, int rows, byte[] bytes) {}
