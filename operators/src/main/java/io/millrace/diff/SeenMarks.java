/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * One code for each entry of a {@link Block}, in its order: whether the newest run has seen the
 * row, its status, and in which attempt. If all rows of a bucket are unchanged, its marks take a
 * few bytes, whatever its size.
 *
 * <p>Layout 1: a byte 1, the run (8 bytes), the attempt (4), the number of entries (4), a byte for
 * the form, and the codes in the shortest of three forms: as runs of equal codes (code, length as 4
 * bytes), as a bitmap of two codes (both, then a bit an entry), or one by one.
 */
final class SeenMarks {

    /** The code of an entry the run has not seen. */
    static final byte UNSEEN = 0;

    /** Seen in the current attempt. */
    static final int NOW = 0;

    /** Seen in the attempt before. */
    static final int BEFORE = 1;

    /** Seen in any earlier attempt. */
    static final int EARLIER = 2;

    private static final byte LAYOUT = 1;
    private static final int AGES = 3;
    private static final byte RUNS = 0;
    private static final byte BITMAP = 1;
    private static final byte ONE_BY_ONE = 2;
    private static final int RUN_BYTES = 1 + Integer.BYTES;

    private long run;
    private int attempt;
    private byte[] codes;

    private SeenMarks(long run, int attempt, byte[] codes) {
        this.run = run;
        this.attempt = attempt;
        this.codes = codes;
    }

    /** The marks of a bucket without entries. */
    static SeenMarks none() {
        return new SeenMarks(Long.MIN_VALUE, 0, new byte[0]);
    }

    /** The marks of entries that the run has not seen. */
    static SeenMarks unseen(long run, int attempt, int count) {
        return new SeenMarks(run, attempt, new byte[count]);
    }

    static SeenMarks read(byte[] bytes) throws IOException {
        DataInputDeserializer input = new DataInputDeserializer(bytes);
        int layout = input.readByte();
        if (layout != LAYOUT) {
            throw new IOException(
                    "seen marks of the diff in layout "
                            + layout
                            + ", this release reads "
                            + LAYOUT);
        }
        SeenMarks read =
                new SeenMarks(input.readLong(), input.readInt(), new byte[input.readInt()]);
        read.readCodes(input);
        return read;
    }

    private void readCodes(DataInputDeserializer input) throws IOException {
        byte form = input.readByte();
        switch (form) {
            case RUNS -> {
                for (int at = 0; at < codes.length; ) {
                    byte code = input.readByte();
                    int length = input.readInt();
                    Arrays.fill(codes, at, at + length, code);
                    at += length;
                }
            }
            case BITMAP -> {
                byte zero = input.readByte();
                byte one = input.readByte();
                byte[] bits = new byte[(codes.length + 7) / 8];
                input.readFully(bits);
                int between = zero ^ one;
                for (int i = 0; i < codes.length; i++) {
                    int bit = (bits[i >> 3] >> (i & 7)) & 1;
                    codes[i] = (byte) (zero ^ (between & -bit));
                }
            }
            case ONE_BY_ONE -> input.readFully(codes);
            default -> throw new IOException("seen marks of the diff in the unknown form " + form);
        }
    }

    byte[] write() {
        DataOutputSerializer output = new DataOutputSerializer(64);
        try {
            output.writeByte(LAYOUT);
            output.writeLong(run);
            output.writeInt(attempt);
            output.writeInt(codes.length);
            writeCodes(output);
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory can't fail", e);
        }
        return output.getCopyOfBuffer();
    }

    private void writeCodes(DataOutputSerializer output) throws IOException {
        byte zero = codes.length == 0 ? UNSEEN : codes[0];
        byte one = firstOther(zero);
        int runs = codes.length == 0 ? 0 : 1;
        int others = 0;
        // Without branches: in the middle of a run codes change in no order at all.
        for (int i = 1; i < codes.length; i++) {
            runs += differs(codes[i], codes[i - 1]);
            others += differs(codes[i], zero) & differs(codes[i], one);
        }
        int bitmapBytes = 2 + (codes.length + 7) / 8;
        if (runs * RUN_BYTES <= bitmapBytes) {
            writeRuns(output);
        } else if (others == 0) {
            output.writeByte(BITMAP);
            output.writeByte(zero);
            output.writeByte(one);
            output.write(bits(zero));
        } else {
            output.writeByte(ONE_BY_ONE);
            output.write(codes);
        }
    }

    private byte firstOther(byte zero) {
        for (byte code : codes) {
            if (code != zero) {
                return code;
            }
        }
        return zero;
    }

    private byte[] bits(byte zero) {
        byte[] bits = new byte[(codes.length + 7) / 8];
        for (int at = 0; at < bits.length; at++) {
            int last = Math.min(codes.length, (at + 1) * 8);
            int eight = 0;
            for (int i = last - 1; i >= at * 8; i--) {
                eight = (eight << 1) | differs(codes[i], zero);
            }
            bits[at] = (byte) eight;
        }
        return bits;
    }

    /** 1 if the codes are different, 0 if not. */
    private static int differs(byte code, byte other) {
        return -(code ^ other) >>> 31;
    }

    private void writeRuns(DataOutputSerializer output) throws IOException {
        output.writeByte(RUNS);
        int start = 0;
        for (int i = 1; i <= codes.length; i++) {
            if (i == codes.length || codes[i] != codes[start]) {
                output.writeByte(codes[start]);
                output.writeInt(i - start);
                start = i;
            }
        }
    }

    long run() {
        return run;
    }

    int attempt() {
        return attempt;
    }

    int count() {
        return codes.length;
    }

    byte code(int index) {
        return codes[index];
    }

    /** Copies the codes from {@code from} to {@code to} exclusive. */
    void copyCodes(int from, int to, byte[] target, int at) {
        System.arraycopy(codes, from, target, at, to - from);
    }

    void set(int index, byte code) {
        codes[index] = code;
    }

    boolean areAllSeen() {
        return count(UNSEEN) == 0;
    }

    /** The number of entries with this code. */
    int count(byte wanted) {
        int count = 0;
        for (byte code : codes) {
            count += 1 - differs(code, wanted);
        }
        return count;
    }

    /** The age of a mark of this attempt. */
    int ageOf(int seenIn) {
        return Math.min(EARLIER, attempt - seenIn);
    }

    /** Advances to a run and an attempt, if they are later. */
    void advance(long newRun, int newAttempt) {
        if (newRun > run) {
            begin(newRun, newAttempt);
        } else if (newAttempt > attempt) {
            nextAttempt(newAttempt);
        }
    }

    /** Starts a later run: no entry is seen. */
    void begin(long newRun, int newAttempt) {
        run = newRun;
        attempt = newAttempt;
        Arrays.fill(codes, UNSEEN);
    }

    /** Starts a later attempt of the same run: each mark is older. */
    void nextAttempt(int newAttempt) {
        int older = newAttempt - attempt;
        attempt = newAttempt;
        for (int i = 0; i < codes.length; i++) {
            codes[i] = aged(codes[i], older);
        }
    }

    static byte aged(byte code, int older) {
        return code == UNSEEN ? UNSEEN : code(status(code), Math.min(EARLIER, age(code) + older));
    }

    /** Marks of the same run and attempt, for other entries. */
    SeenMarks of(byte[] otherCodes) {
        return new SeenMarks(run, attempt, otherCodes);
    }

    static byte code(RowStatus status, int age) {
        return (byte) (1 + status.code() * AGES + age);
    }

    static RowStatus status(byte code) {
        return RowStatus.of((code - 1) / AGES);
    }

    static int age(byte code) {
        return (code - 1) % AGES;
    }
}
