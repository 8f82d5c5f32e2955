/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads integers in network byte order. Allocates nothing. */
final class NetworkBytes {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private NetworkBytes() {}

    /** A signed integer of 2, 4 or 8 bytes. */
    static long integer(byte[] raw, int at, int length) {
        return switch (length) {
            case Long.BYTES -> (long) LONGS.get(raw, at);
            case Integer.BYTES -> (int) INTS.get(raw, at);
            case Short.BYTES -> (short) SHORTS.get(raw, at);
            default -> throw new IllegalArgumentException("no integer has " + length + " bytes");
        };
    }

    static long int64(byte[] raw, int at) {
        return (long) LONGS.get(raw, at);
    }

    static int int32(byte[] raw, int at) {
        return (int) INTS.get(raw, at);
    }

    static short int16(byte[] raw, int at) {
        return (short) SHORTS.get(raw, at);
    }

    static int unsigned16(byte[] raw, int at) {
        return Short.toUnsignedInt((short) SHORTS.get(raw, at));
    }

    static void putInt16(byte[] target, int at, short value) {
        SHORTS.set(target, at, value);
    }
}
