/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/**
 * One row that differs from what was last seen.
 *
 * @param run id of the run that found it
 * @param keyHigh upper half of the 128-bit hash of the primary key
 * @param keyLow lower half
 * @param route where operations of this row go: rows of one Iterable identity share it; for
 *     REMOVED, MOVED and WITHDRAWN the route the row had before
 * @param row the row in the layout of {@link io.millrace.row.RowCodec}; for REMOVED and MOVED only
 *     the columns of {@link io.millrace.row.RowLayout#kept()}, as they were before; empty for
 *     WITHDRAWN
 */
public record Change(
        ChangeKind kind, long run, long keyHigh, long keyLow, long route, byte[] row) {}
