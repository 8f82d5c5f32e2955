/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: whether planned, then the ranges. */
final class RemainingRangesSerializer implements SimpleVersionedSerializer<RemainingRanges> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RemainingRanges remaining) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(512);
        out.writeBoolean(remaining.planned());
        out.writeInt(remaining.ranges().size());
        for (KeyRange range : remaining.ranges()) {
            KeyRangeSerializer.write(range, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public RemainingRanges deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of warehouse ranges");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        boolean planned = in.readBoolean();
        int count = in.readInt();
        List<KeyRange> ranges = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            ranges.add(KeyRangeSerializer.read(in));
        }
        return new RemainingRanges(planned, ranges);
    }
}
