/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes {@link RemainingFiles}. Version 1: whether the files are listed, then the files. */
final class RemainingFilesSerializer implements SimpleVersionedSerializer<RemainingFiles> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RemainingFiles remaining) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(512);
        out.writeBoolean(remaining.listed());
        out.writeInt(remaining.splits().size());
        for (FileSplit split : remaining.splits()) {
            FileSplitSerializer.write(split, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public RemainingFiles deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of files to read");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        boolean listed = in.readBoolean();
        int count = in.readInt();
        List<FileSplit> splits = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            splits.add(FileSplitSerializer.read(in));
        }
        return new RemainingFiles(listed, splits);
    }
}
