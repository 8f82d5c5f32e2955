/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An operation in the bytes of a chunk. The layout is part of the outbox's state: total length (4
 * bytes), kind and flags (1 byte each), hash of the primary key (16), route (8); identifier, key
 * and target, each after its length (4); then the body, or the fault if the flag for it is set.
 */
public final class PackedOperation {

    private static final int KIND = 4;
    private static final int FLAGS = KIND + 1;
    private static final int KEY_HIGH = FLAGS + 1;
    private static final int KEY_LOW = KEY_HIGH + Long.BYTES;
    private static final int ROUTE = KEY_LOW + Long.BYTES;
    private static final int TEXTS = ROUTE + Long.BYTES;
    private static final int AMENDS = 1;
    private static final int REMOVES = 2;
    private static final int FAULTY = 4;

    private static final OperationKind[] KINDS = OperationKind.values();
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int start;

    private PackedOperation(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
    }

    /** The operation that begins at {@code start}. */
    public static PackedOperation at(byte[] bytes, int start) {
        return new PackedOperation(bytes, start);
    }

    /** The operation that these bytes are. */
    public static PackedOperation of(byte[] bytes) {
        return new PackedOperation(bytes, 0);
    }

    /** Packs an operation without its run, which is in the chunk. */
    public static PackedOperation pack(Operation operation) {
        Texts texts = new Texts(operation);
        byte[] bytes = new byte[texts.length()];
        write(operation, texts, bytes, 0);
        return of(bytes);
    }

    /** The parts of variable length, encoded. */
    record Texts(byte[] identifier, byte[] key, byte[] target, byte[] content) {

        Texts(Operation operation) {
            this(
                    bytes(operation.identifier()),
                    bytes(operation.key()),
                    bytes(operation.target()),
                    operation.fault().isEmpty() ? operation.body() : bytes(operation.fault()));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /** Length of the whole operation in bytes. */
        int length() {
            return TEXTS
                    + 3 * Integer.BYTES
                    + identifier.length
                    + key.length
                    + target.length
                    + content.length;
        }
    }

    /** Writes an operation of {@code texts.length()} bytes. */
    static void write(Operation operation, Texts texts, byte[] to, int at) {
        INTS.set(to, at, texts.length());
        to[at + KIND] = (byte) operation.kind().ordinal();
        to[at + FLAGS] = flags(operation);
        LONGS.set(to, at + KEY_HIGH, operation.keyHigh());
        LONGS.set(to, at + KEY_LOW, operation.keyLow());
        LONGS.set(to, at + ROUTE, operation.route());
        int end = write(texts.identifier(), to, at + TEXTS);
        end = write(texts.key(), to, end);
        end = write(texts.target(), to, end);
        System.arraycopy(texts.content(), 0, to, end, texts.content().length);
    }

    private static int write(byte[] text, byte[] to, int at) {
        INTS.set(to, at, text.length);
        System.arraycopy(text, 0, to, at + Integer.BYTES, text.length);
        return at + Integer.BYTES + text.length;
    }

    private static byte flags(Operation operation) {
        int flags = operation.amends() ? AMENDS : 0;
        flags |= operation.removal() ? REMOVES : 0;
        flags |= operation.fault().isEmpty() ? 0 : FAULTY;
        return (byte) flags;
    }

    /** Index of the first byte after the operation. */
    public int end() {
        return start + size();
    }

    /** Length in bytes, somewhat more than the body. */
    public int size() {
        return (int) INTS.get(bytes, start);
    }

    public OperationKind kind() {
        return KINDS[bytes[start + KIND]];
    }

    private boolean has(int flag) {
        return (bytes[start + FLAGS] & flag) != 0;
    }

    /** As {@link Operation#amends()}. */
    public boolean amends() {
        return has(AMENDS);
    }

    /** As {@link Operation#removal()}. */
    public boolean removal() {
        return has(REMOVES);
    }

    /** True if the operation has a fault instead of a body. */
    public boolean isFaulty() {
        return has(FAULTY);
    }

    public long keyHigh() {
        return (long) LONGS.get(bytes, start + KEY_HIGH);
    }

    public long keyLow() {
        return (long) LONGS.get(bytes, start + KEY_LOW);
    }

    public long route() {
        return (long) LONGS.get(bytes, start + ROUTE);
    }

    public String identifier() {
        return text(start + TEXTS);
    }

    public String key() {
        return text(afterText(start + TEXTS));
    }

    public String target() {
        return text(targetStart());
    }

    private int targetStart() {
        return afterText(afterText(start + TEXTS));
    }

    /** A hash of the target. */
    public int targetHash() {
        int at = targetStart();
        int hash = 0;
        for (int i = at + Integer.BYTES; i < afterText(at); i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** True if these bytes are {@link #target()} in UTF-8. */
    public boolean hasTarget(byte[] utf8) {
        int at = targetStart();
        return Arrays.equals(bytes, at + Integer.BYTES, afterText(at), utf8, 0, utf8.length);
    }

    /** As {@link Operation#fault()}. */
    public String fault() {
        return isFaulty() ? new String(content(), StandardCharsets.UTF_8) : "";
    }

    /** As {@link Operation#body()}. */
    public byte[] body() {
        return isFaulty() ? new byte[0] : content();
    }

    private byte[] content() {
        return Arrays.copyOfRange(bytes, contentStart(), end());
    }

    private int contentStart() {
        return afterText(afterText(afterText(start + TEXTS)));
    }

    private int afterText(int at) {
        return at + Integer.BYTES + (int) INTS.get(bytes, at);
    }

    private String text(int at) {
        int length = (int) INTS.get(bytes, at);
        return length == 0
                ? ""
                : new String(bytes, at + Integer.BYTES, length, StandardCharsets.UTF_8);
    }

    /** A copy of the operation's bytes. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, end());
    }

    /** The same operation, without a reference to the bytes of its chunk. */
    public PackedOperation detached() {
        boolean alone = start == 0 && end() == bytes.length;
        return alone ? this : of(toBytes());
    }
}
