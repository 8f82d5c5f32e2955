/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * The input of {@link PlainDiff}: one row.
 *
 * @param run id of the run that read the row
 * @param values in the layout of {@link io.millrace.row.RowCodec}
 */
public record PlainRow(
        long run, long keyHigh, long keyLow, long hashHigh, long hashLow, byte[] values) {}
