/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link FileSplit}. Version 1: path, length, modification time, emitted rows. */
final class FileSplitSerializer implements SimpleVersionedSerializer<FileSplit> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FileSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public FileSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of a file to read");
        }
        return read(new DataInputDeserializer(bytes));
    }

    static void write(FileSplit split, DataOutputView out) throws IOException {
        byte[] path = split.file().path().getBytes(StandardCharsets.UTF_8);
        out.writeInt(path.length);
        out.write(path);
        out.writeLong(split.file().length());
        out.writeLong(split.file().modified());
        out.writeLong(split.emittedRows());
    }

    static FileSplit read(DataInputView in) throws IOException {
        byte[] path = new byte[in.readInt()];
        in.readFully(path);
        SourceFile file =
                new SourceFile(
                        new String(path, StandardCharsets.UTF_8), in.readLong(), in.readLong());
        return new FileSplit(file, in.readLong());
    }
}
