/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collects operations into compressed chunks, one for each key group at a time. Holds a few
 * megabytes at most; not thread-safe.
 */
public final class OperationPacker {

    /** Of a chunk, unless one operation alone is larger. */
    static final int CHUNK_BYTES = 64 << 10;

    /** Of all chunks that are not full. */
    static final int MOST_BYTES = 4 << 20;

    private static final int LEAST_BYTES = 1 << 10;

    private final KeyGroups groups;
    private final Consumer<OperationChunk> chunks;
    private final Open[] open;
    private long run;
    private int size;

    /** A chunk that is being filled. */
    private static final class Open {
        private byte[] bytes = new byte[LEAST_BYTES];
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
            boolean asks = operation.kind() != OperationKind.WITHDRAW && !operation.amends();
            requests += asks ? 1 : 0;
            plain &= asks && !operation.removal();
        }

        private void clear() {
            size = 0;
            operations = 0;
            requests = 0;
            plain = true;
        }
    }

    /**
     * @param chunks where full chunks go
     */
    public OperationPacker(KeyGroups groups, Consumer<OperationChunk> chunks) {
        this.groups = groups;
        this.chunks = chunks;
        this.open = new Open[groups.count()];
    }

    public void add(Operation operation) {
        if (operation.run() != run) {
            flush();
            run = operation.run();
        }
        PackedOperation.Texts texts = new PackedOperation.Texts(operation);
        int group = groups.group(operation.route());
        if (open[group] == null) {
            open[group] = new Open();
        }
        if (open[group].size + texts.length() > CHUNK_BYTES) {
            emit(group);
        }
        open[group].add(operation, texts);
        size += texts.length();
        if (size > MOST_BYTES) {
            emitLarge();
        }
    }

    /** All chunks that are as large as the usual one. */
    private void emitLarge() {
        int usual = size / open.length;
        for (int group = 0; group < open.length; group++) {
            if (open[group] != null && open[group].size >= usual) {
                emit(group);
            }
        }
    }

    private void emit(int group) {
        Open full = open[group];
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

    /** All that is collected goes. */
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
