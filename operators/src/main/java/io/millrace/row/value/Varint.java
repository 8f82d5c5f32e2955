/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Whole numbers of variable length: seven bits a byte, lowest first; the high bit says that more
 * bytes follow. Signed numbers are zigzag-encoded, so that small negative numbers are short too.
 */
public final class Varint {

    /** Length of the longest number. */
    public static final int MOST_BYTES = 10;

    private static final int MORE = 0x80;

    private Varint() {}

    public static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    public static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Writes an unsigned number.
     *
     * @return the position after the number
     */
    public static int write(long value, byte[] target, int at) {
        int position = at;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target[position++] = (byte) ((rest & 0x7F) | MORE);
            rest >>>= 7;
        }
        target[position++] = (byte) rest;
        return position;
    }

    /** Reads an unsigned number. */
    public static long read(byte[] source, int at) {
        long value = 0;
        int position = at;
        for (int shift = 0; ; shift += 7) {
            int next = source[position++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Returns the position after the number that begins at {@code at}. */
    public static int end(byte[] source, int at) {
        int position = at;
        while (source[position] < 0) {
            position++;
        }
        return position + 1;
    }

    static void write(long value, DataOutputSerializer output) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            output.writeByte((int) ((rest & 0x7F) | MORE));
            rest >>>= 7;
        }
        output.writeByte((int) rest);
    }

    static long read(DataInputDeserializer input) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = input.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    static void writeSigned(long value, DataOutputSerializer output) throws IOException {
        write(zigzag(value), output);
    }

    static long readSigned(DataInputDeserializer input) throws IOException {
        return unzigzag(read(input));
    }
}
