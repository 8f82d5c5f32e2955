/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.row.RowEncoder;

/**
 * Encodes {@code numeric} values from their binary format: number of digits, weight, sign and scale
 * of 2 bytes each, then digits to the base of 10,000. Values that don't fit into a long, and NaN
 * and infinity, are left to the driver. Allocates nothing.
 */
final class PostgresNumeric {

    private static final int NEGATIVE = 0x4000;
    private static final int BASE = 10_000;
    private static final int WEIGHT_AT = 2;
    private static final int SIGN_AT = 4;
    private static final int HEADER_BYTES = 8;

    /** Five digits to the base of 10,000 fit into a long if the first one is below this. */
    private static final int MOST_DIGITS = 5;

    private static final int FIRST_OF_MOST = 900;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    private PostgresNumeric() {}

    /** See {@link io.millrace.snapshot.warehouse.column.ColumnEncoder#encode}. */
    static boolean writeDecimal(
            byte[] raw, int at, int length, RowEncoder row, int precision, int scale) {
        if (!fitsLong(raw, at)) {
            return false;
        }
        long value = unscaled(raw, at, length);
        int valueScale = value == 0 ? 0 : scale(raw, at);
        while (value != 0 && value % 10 == 0) {
            value /= 10;
            valueScale--;
        }
        boolean fits = valueScale <= scale && hasDigits(value, precision - scale + valueScale);
        if (fits) {
            row.writeDecimal(value, valueScale);
        }
        return fits;
    }

    /** Writes an integer; false if the value has a fraction or is out of range. */
    static boolean writeInteger(
            byte[] raw, int at, int length, RowEncoder row, long least, long most) {
        if (!fitsLong(raw, at)) {
            return false;
        }
        long value = unscaled(raw, at, length);
        int scale = value == 0 ? 0 : scale(raw, at);
        while (scale > 0 && value % 10 == 0) {
            value /= 10;
            scale--;
        }
        while (scale < 0 && value >= Long.MIN_VALUE / 10 && value <= Long.MAX_VALUE / 10) {
            value *= 10;
            scale++;
        }
        boolean fits = scale == 0 && value >= least && value <= most;
        if (fits) {
            row.writeInteger(value);
        }
        return fits;
    }

    private static boolean fitsLong(byte[] raw, int at) {
        int digits = NetworkBytes.int16(raw, at);
        int sign = NetworkBytes.unsigned16(raw, at + SIGN_AT);
        return (sign == 0 || sign == NEGATIVE)
                && (digits < MOST_DIGITS
                        || (digits == MOST_DIGITS
                                && NetworkBytes.unsigned16(raw, at + HEADER_BYTES)
                                        < FIRST_OF_MOST));
    }

    private static long unscaled(byte[] raw, int at, int length) {
        long value = 0;
        for (int digit = at + HEADER_BYTES; digit < at + length; digit += Short.BYTES) {
            value = value * BASE + NetworkBytes.unsigned16(raw, digit);
        }
        return NetworkBytes.unsigned16(raw, at + SIGN_AT) == NEGATIVE ? -value : value;
    }

    /** The scale of the value that {@link #unscaled} returns. */
    private static int scale(byte[] raw, int at) {
        int digits = NetworkBytes.int16(raw, at);
        int weight = NetworkBytes.int16(raw, at + WEIGHT_AT);
        return (digits - 1 - weight) * 4;
    }

    /** Whether the number has at most the given number of decimal digits; always true for zero. */
    static boolean hasDigits(long value, int most) {
        if (most >= POWERS_OF_TEN.length) {
            return true;
        }
        long bound = most < 0 ? 1 : POWERS_OF_TEN[most];
        return value < bound && value > -bound;
    }

    private static long[] powersOfTen() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int exponent = 1; exponent < powers.length; exponent++) {
            powers[exponent] = powers[exponent - 1] * 10;
        }
        return powers;
    }
}
