/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xerial.snappy.Snappy;

/**
 * Ordered operations of one run and one key group. {@link PackedOperation} reads them.
 *
 * @param key the key from {@link KeyGroups} for the key group of all routes in the chunk
 * @param operations the number of operations
 * @param requests the number of operations that require a call: all except withdrawals and
 *     amendments
 * @param plain true if no operation withdraws, amends or removes; each operation is then
 *     independent of the other operations in the chunk
 * @param compressed the operations in the layout of {@link PackedOperation}, compressed, because
 *     they are written, read and sent several times
 */
public record OperationChunk(
        long key, long run, int operations, int requests, boolean plain, byte[] compressed) {

    static byte[] compress(byte[] operations, int length) {
        try {
            return Snappy.rawCompress(operations, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decompresses the operations of a chunk. */
    public static byte[] operations(byte[] compressed) {
        try {
            return Snappy.uncompress(compressed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
