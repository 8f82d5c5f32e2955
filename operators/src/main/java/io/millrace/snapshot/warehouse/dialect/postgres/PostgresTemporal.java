/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.row.RowEncoder;

/**
 * Encodes dates and times from their binary format: days or microseconds since 2000. The least and
 * the greatest number stand for infinity, which is left to the driver. Allocates nothing. The
 * methods are as {@link io.millrace.snapshot.warehouse.column.ColumnEncoder#encode}.
 */
final class PostgresTemporal {

    private static final long MICROS_A_DAY = 86_400_000_000L;
    private static final long MILLIS_TO_2000 = 946_684_800_000L;
    private static final int DAYS_TO_2000 = 10_957;

    private PostgresTemporal() {}

    static boolean date(byte[] raw, int at, int length, RowEncoder row) {
        int days = NetworkBytes.int32(raw, at);
        boolean finite = days != Integer.MAX_VALUE && days != Integer.MIN_VALUE;
        if (finite) {
            row.writeDate(days + DAYS_TO_2000);
        }
        return finite;
    }

    /** Refuses 24:00 and times finer than a millisecond. */
    static boolean time(byte[] raw, int at, int length, RowEncoder row) {
        long micros = NetworkBytes.int64(raw, at);
        boolean exact = micros < MICROS_A_DAY && micros % 1_000 == 0;
        if (exact) {
            row.writeTime((int) (micros / 1_000));
        }
        return exact;
    }

    static boolean timestamp(byte[] raw, int at, int length, RowEncoder row) {
        long micros = NetworkBytes.int64(raw, at);
        boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
        if (finite) {
            row.writeTimestamp(millis(micros), nanosOfMilli(micros));
        }
        return finite;
    }

    static boolean instant(byte[] raw, int at, int length, RowEncoder row) {
        long micros = NetworkBytes.int64(raw, at);
        boolean finite = micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
        if (finite) {
            row.writeInstant(millis(micros), nanosOfMilli(micros));
        }
        return finite;
    }

    private static long millis(long micros) {
        return Math.floorDiv(micros, 1_000) + MILLIS_TO_2000;
    }

    private static int nanosOfMilli(long micros) {
        return Math.floorMod(micros, 1_000) * 1_000;
    }
}
