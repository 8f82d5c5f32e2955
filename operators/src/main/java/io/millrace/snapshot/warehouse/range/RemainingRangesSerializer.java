/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.range.RemainingRanges.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes the plan, then the ranges. */
public final class RemainingRangesSerializer implements SimpleVersionedSerializer<RemainingRanges> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RemainingRanges remaining) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(512);
        out.writeUTF(remaining.plan().name());
        out.writeInt(remaining.ranges().size());
        for (TableRange range : remaining.ranges()) {
            TableRangeSerializer.write(range, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public RemainingRanges deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of warehouse ranges");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        Plan plan = Plan.valueOf(in.readUTF());
        int count = in.readInt();
        List<TableRange> ranges = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            ranges.add(TableRangeSerializer.read(version, in));
        }
        return new RemainingRanges(plan, ranges);
    }
}
