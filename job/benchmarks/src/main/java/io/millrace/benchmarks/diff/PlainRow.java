/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/**
 * One row on its way to {@link PlainDiff}.
 *
 * @param run id of the run that has read it
 * @param values in the layout of {@link io.millrace.row.RowCodec}
 */
public record PlainRow(
        long run, long keyHigh, long keyLow, long hashHigh, long hashLow, byte[] values) {}
