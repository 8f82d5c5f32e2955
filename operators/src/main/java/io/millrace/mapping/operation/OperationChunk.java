/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xerial.snappy.Snappy;

/**
 * Operations of one run and one key group, in their order. {@link PackedOperation} reads them.
 *
 * @param key of {@link KeyGroups} for the key group of all routes in the chunk
 * @param operations how many there are
 * @param requests how many of them ask for a call of their own: all but withdrawals and those that
 *     only amend what is pending
 * @param plain true if no operation withdraws, amends or removes: then none of them concerns
 *     another operation of the chunk
 * @param compressed the operations, as {@link PackedOperation} says, compressed: they are written,
 *     read and shipped several times
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

    /** The operations of a chunk that was compressed. */
    public static byte[] operations(byte[] compressed) {
        try {
            return Snappy.uncompress(compressed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
