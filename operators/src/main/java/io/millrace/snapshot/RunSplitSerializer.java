/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes a {@link RunSplit}: kind, run, then the fields of the kind. */
final class RunSplitSerializer implements SimpleVersionedSerializer<RunSplit> {

    static final int VERSION = 1;

    private static final byte PART = 0;
    private static final byte TALLY = 1;
    private static final byte FAILURE = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RunSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        Writer writer = split.match(part -> writer(part), tally -> writer(tally), f -> writer(f));
        writer.writeTo(out);
        return out.getCopyOfBuffer();
    }

    @Override
    public RunSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "A run's split was written in version "
                            + version
                            + ", this release reads version "
                            + VERSION);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        byte kind = in.readByte();
        long run = in.readLong();
        return switch (kind) {
            case PART -> new RunSplit.Part(run, in.readUTF(), in.readInt(), readBytes(in));
            case TALLY -> new RunSplit.Tally(run, in.readUTF(), in.readLong());
            case FAILURE -> new RunSplit.Failure(run, in.readUTF(), in.readUTF());
            default -> throw new IOException("A run's split is of unknown kind " + kind);
        };
    }

    static byte[] readBytes(DataInputDeserializer in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static Writer writer(RunSplit.Part part) {
        return out -> {
            out.writeByte(PART);
            out.writeLong(part.run());
            out.writeUTF(part.innerId());
            out.writeInt(part.innerVersion());
            out.writeInt(part.inner().length);
            out.write(part.inner());
        };
    }

    private static Writer writer(RunSplit.Tally tally) {
        return out -> {
            out.writeByte(TALLY);
            out.writeLong(tally.run());
            out.writeUTF(tally.reading());
            out.writeLong(tally.rows());
        };
    }

    private static Writer writer(RunSplit.Failure failure) {
        return out -> {
            out.writeByte(FAILURE);
            out.writeLong(failure.run());
            out.writeUTF(failure.reading());
            out.writeUTF(failure.reason());
        };
    }

    private interface Writer {
        void writeTo(DataOutputSerializer out) throws IOException;
    }
}
