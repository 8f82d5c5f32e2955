/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * The 128-bit hashes rows are known by: XXH3 over the bytes of {@link RowCodec}, the same in every
 * release. Of a row's own hash some values are set aside, for the diff to mark rows with; no row
 * ever has one.
 *
 * @param high upper half
 * @param low lower half
 */
public record RowHash(long high, long low) {

    /** Hashes with {@code high} 0 and {@code low} from 0 up to here, exclusive, are no row's. */
    public static final int RESERVED = 16;

    private static final Hasher128 KEYS = Hashing.xxh3_128();

    /** Of a primary key's columns, encoded in key order. */
    static RowHash ofKey(byte[] bytes, int from, int length) {
        return of(KEYS.hashBytesTo128Bits(bytes, from, length));
    }

    /** Of a primary key's columns, encoded in key order. */
    public static RowHash ofKey(byte[] key) {
        return ofKey(key, 0, key.length);
    }

    /** A shorter hash of any bytes, for what may be taken for the same now and then. */
    static long toLong(byte[] bytes, int from, int length) {
        return KEYS.hashBytesToLong(bytes, from, length);
    }

    /** Of a row's values; {@code hasher} is seeded with how the sync maps them. */
    static RowHash ofRow(Hasher128 hasher, byte[] bytes, int from, int length) {
        return of(hasher.hashBytesTo128Bits(bytes, from, length)).unreserved();
    }

    /** Of a row's values; {@code hasher} is seeded with how the sync maps them. */
    public static RowHash ofRow(Hasher128 hasher, byte[] values) {
        return ofRow(hasher, values, 0, values.length);
    }

    /** The value that sets the hashes of one epoch apart from the hashes of another. */
    static RowHash ofEpoch(int number) {
        return of(KEYS.hashBytesTo128Bits(new byte[] {(byte) number}));
    }

    /** The same row's hash in an epoch. */
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
