/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.util.Optional;
import org.apache.flink.table.data.DecimalData;

/**
 * Encodes decimals whose digits fit a long, after the tag: the scale, then the digits without
 * trailing zeros. The bytes are those that {@link DecimalCodec} writes for a longer decimal type.
 */
public final class CompactDecimal {

    /** The number of bytes that {@link #write} may use. */
    public static final int MOST_BYTES = 5 + 1 + Long.BYTES;

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
     * @return the position after the decimal
     */
    public static int write(long unscaled, int scale, byte[] target, int at) {
        long shortest = unscaled;
        int shortestScale = unscaled == 0 ? 0 : scale;
        while (shortest % 10 == 0 && shortest != 0) {
            shortest /= 10;
            shortestScale--;
        }
        int position = Varint.write(Varint.zigzag(shortestScale), target, at);
        long magnitude = shortest ^ (shortest >> 63);
        int length = (Long.SIZE - Long.numberOfLeadingZeros(magnitude)) / Byte.SIZE + 1;
        target[position++] = (byte) length;
        for (int shift = (length - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            target[position++] = (byte) (shortest >> shift);
        }
        return position;
    }

    /**
     * Returns the value with a precision and a scale, without a BigDecimal.
     *
     * @return empty if only BigDecimal can do that
     */
    static Optional<DecimalData> rescaled(
            long unscaled, int storedScale, int precision, int scale) {
        int zeros = scale - storedScale;
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
