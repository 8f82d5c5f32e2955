/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.Optional;
import org.apache.flink.table.data.DecimalData;

/**
 * Decimals whose digits fit a long, as {@link RowCodec} has them behind the tag: without trailing
 * zeros, scale and digits. The bytes are those any decimal of the same value takes.
 */
final class CompactDecimal {

    /** What {@link #write} needs. */
    static final int MOST_BYTES = 5 + 1 + Long.BYTES;

    private static final int MOST_DIGITS = 18;
    private static final long[] POWERS_OF_TEN = powersOfTen();

    private CompactDecimal() {}

    private static long[] powersOfTen() {
        long[] powers = new long[MOST_DIGITS + 1];
        powers[0] = 1;
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            powers[digits] = powers[digits - 1] * 10;
        }
        return powers;
    }

    /**
     * Writes {@code unscaled} times ten to the power of {@code -scale}.
     *
     * @return the position behind it
     */
    static int write(long unscaled, int scale, byte[] target, int at) {
        long shortest = unscaled;
        int shortestScale = unscaled == 0 ? 0 : scale;
        while (shortest % 10 == 0 && shortest != 0) {
            shortest /= 10;
            shortestScale--;
        }
        int position = at;
        int rest = (shortestScale << 1) ^ (shortestScale >> 31);
        while ((rest & ~0x7F) != 0) {
            target[position++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
        long magnitude = shortest ^ (shortest >> 63);
        int length = (Long.SIZE - Long.numberOfLeadingZeros(magnitude)) / Byte.SIZE + 1;
        target[position++] = (byte) length;
        for (int shift = (length - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            target[position++] = (byte) (shortest >> shift);
        }
        return position;
    }

    /**
     * The same value with a precision and a scale, without the detour by BigDecimal.
     *
     * @return empty if it takes that
     */
    static Optional<DecimalData> rescaled(long unscaled, int from, int precision, int scale) {
        int zeros = scale - from;
        if (precision > MOST_DIGITS || zeros < 0 || zeros > MOST_DIGITS) {
            return Optional.empty();
        }
        long factor = POWERS_OF_TEN[zeros];
        long most = (POWERS_OF_TEN[precision] - 1) / factor;
        return unscaled < -most || unscaled > most
                ? Optional.empty()
                : Optional.of(DecimalData.fromUnscaledLong(unscaled * factor, precision, scale));
    }
}
