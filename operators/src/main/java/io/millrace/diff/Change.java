/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * A row that differs from the last run.
 *
 * @param run the run that found it
 * @param keyHigh upper half of the 128-bit hash of the primary key
 * @param keyLow lower half
 * @param route the hash of the identity, by which its operations are ordered; for REMOVED, MOVED
 *     and WITHDRAWN the row's route before
 * @param row the row in the layout of {@link io.millrace.row.RowCodec}; for REMOVED and MOVED only
 *     the columns of {@link io.millrace.row.RowLayout#kept()}, with their values before; empty for
 *     WITHDRAWN
 */
public record Change(
        ChangeKind kind, long run, long keyHigh, long keyLow, long route, byte[] row) {}
