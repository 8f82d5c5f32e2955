/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes chunks for the network between tasks. No state contains chunks, so no version is kept. */
final class RowChunkSerializer extends TypeSerializerSingleton<RowChunk> {

    static final RowChunkSerializer INSTANCE = new RowChunkSerializer();

    private static final long serialVersionUID = 1L;

    private static final int VARIABLE_LENGTH = -1;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public RowChunk createInstance() {
        return new RowChunk(0, 0, 0, 0, new byte[0]);
    }

    @Override
    public RowChunk copy(RowChunk from) {
        return from;
    }

    @Override
    public RowChunk copy(RowChunk from, RowChunk reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return VARIABLE_LENGTH;
    }

    @Override
    public void serialize(RowChunk chunk, DataOutputView target) throws IOException {
        target.writeLong(chunk.run());
        target.writeInt(chunk.attempt());
        target.writeLong(chunk.bucket());
        target.writeInt(chunk.rows());
        target.writeInt(chunk.bytes().length);
        target.write(chunk.bytes());
    }

    @Override
    public RowChunk deserialize(DataInputView source) throws IOException {
        long run = source.readLong();
        int attempt = source.readInt();
        long bucket = source.readLong();
        int rows = source.readInt();
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return new RowChunk(run, attempt, bucket, rows, bytes);
    }

    @Override
    public RowChunk deserialize(RowChunk reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<RowChunk> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Flink requires a snapshot class of every serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RowChunk> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
