/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * A 128-bit hash of a key or a row: XXH3 over the bytes of {@link RowCodec}, the same in every
 * release. The diff uses {@link #RESERVED} values as markers; no row ever has one of these hashes.
 *
 * @param high upper half
 * @param low lower half
 */
public record RowHash(long high, long low) {

    /** Hashes with {@code high} 0 and {@code low} from 0 to this, exclusive, are markers. */
    public static final int RESERVED = 16;

    private static final Hasher128 KEYS = Hashing.xxh3_128();

    /** Hashes the columns of a primary key, encoded in key order. */
    static RowHash ofKey(byte[] bytes, int from, int length) {
        return of(KEYS.hashBytesTo128Bits(bytes, from, length));
    }

    /** Hashes the columns of a primary key, encoded in key order. */
    public static RowHash ofKey(byte[] key) {
        return ofKey(key, 0, key.length);
    }

    /** A 64-bit hash of any bytes, for uses that tolerate a hash collision. */
    static long toLong(byte[] bytes, int from, int length) {
        return KEYS.hashBytesToLong(bytes, from, length);
    }

    /** Hashes the values of a row; {@code hasher} is seeded with the mapping's fingerprint. */
    static RowHash ofRow(Hasher128 hasher, byte[] bytes, int from, int length) {
        return of(hasher.hashBytesTo128Bits(bytes, from, length)).unreserved();
    }

    /** Hashes the values of a row; {@code hasher} is seeded with the mapping's fingerprint. */
    public static RowHash ofRow(Hasher128 hasher, byte[] values) {
        return ofRow(hasher, values, 0, values.length);
    }

    /** The value that makes the hashes of an epoch differ from those of other epochs. */
    static RowHash ofEpoch(int number) {
        return of(KEYS.hashBytesTo128Bits(new byte[] {(byte) number}));
    }

    /** Returns the hash of the same row in an epoch. */
    RowHash in(RowHash epoch) {
        return new RowHash(high ^ epoch.high, low ^ epoch.low).unreserved();
    }

    private static RowHash of(HashValue128 value) {
        return new RowHash(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }

    private RowHash unreserved() {
        boolean isReserved = high == 0 && low >= 0 && low < RESERVED;
        return isReserved ? new RowHash(~high, low) : this;
    }
}
