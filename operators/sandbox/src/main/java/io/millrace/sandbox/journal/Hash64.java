/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A fast 64-bit hash that distinguishes rows and identities; not for security. */
public final class Hash64 {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Hash64() {}

    public static long of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    public static long of(byte[] bytes, int start, int end) {
        long hash = FACTOR ^ (end - start);
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            hash = mix(hash ^ (bytes[at] & 0xff));
        }
        return mix(hash);
    }

    static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * FACTOR;
        return mixed ^ (mixed >>> 29);
    }
}
