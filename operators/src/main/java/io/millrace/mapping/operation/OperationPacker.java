/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Packs operations into compressed chunks; fills one chunk for each key group at a time. Holds at
 * most {@link #MAX_BYTES}. Not thread-safe.
 */
public final class OperationPacker {

    /** Size of a chunk, unless a single operation is larger. */
    static final int CHUNK_BYTES = 64 << 10;

    /** Size of all chunks that are not full. */
    static final int MAX_BYTES = 4 << 20;

    private static final int INITIAL_BYTES = 1 << 10;

    private final KeyGroups groups;
    private final Consumer<OperationChunk> chunks;
    private final OpenChunk[] open;
    private long run;
    private int size;

    /** A chunk that is being filled. */
    private static final class OpenChunk {
        private byte[] bytes = new byte[INITIAL_BYTES];
        private int size;
        private int operations;
        private int requests;
        private boolean plain = true;

        private void add(Operation operation, PackedOperation.Texts texts) {
            int end = size + texts.length();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            PackedOperation.write(operation, texts, bytes, size);
            size = end;
            operations++;
            boolean isRequest = operation.kind() != OperationKind.WITHDRAW && !operation.amends();
            requests += isRequest ? 1 : 0;
            plain &= isRequest && !operation.removal();
        }

        private void clear() {
            size = 0;
            operations = 0;
            requests = 0;
            plain = true;
        }
    }

    /**
     * @param chunks receives full chunks
     */
    public OperationPacker(KeyGroups groups, Consumer<OperationChunk> chunks) {
        this.groups = groups;
        this.chunks = chunks;
        this.open = new OpenChunk[groups.count()];
    }

    public void add(Operation operation) {
        if (operation.run() != run) {
            flush();
            run = operation.run();
        }
        PackedOperation.Texts texts = new PackedOperation.Texts(operation);
        int group = groups.group(operation.route());
        if (open[group] == null) {
            open[group] = new OpenChunk();
        }
        if (open[group].size + texts.length() > CHUNK_BYTES) {
            emit(group);
        }
        open[group].add(operation, texts);
        size += texts.length();
        if (size > MAX_BYTES) {
            emitLarge();
        }
    }

    /** Emits all chunks of at least the average size. */
    private void emitLarge() {
        int average = size / open.length;
        for (int group = 0; group < open.length; group++) {
            if (open[group] != null && open[group].size >= average) {
                emit(group);
            }
        }
    }

    private void emit(int group) {
        OpenChunk full = open[group];
        if (full.size > 0) {
            size -= full.size;
            chunks.accept(
                    new OperationChunk(
                            groups.key(group),
                            run,
                            full.operations,
                            full.requests,
                            full.plain,
                            OperationChunk.compress(full.bytes, full.size)));
            full.clear();
        }
    }

    /** Emits all chunks. */
    public void flush() {
        if (size > 0) {
            for (int group = 0; group < open.length; group++) {
                if (open[group] != null) {
                    emit(group);
                }
            }
            Arrays.fill(open, null);
        }
    }
}
