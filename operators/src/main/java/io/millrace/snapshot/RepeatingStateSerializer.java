/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes {@link RepeatingState}. */
final class RepeatingStateSerializer implements SimpleVersionedSerializer<RepeatingState> {

    static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(RepeatingState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        write(out, state.lastStarted());
        out.writeBoolean(state.lastComplete().isPresent());
        if (state.lastComplete().isPresent()) {
            write(out, state.lastComplete().get());
        }
        write(out, state.epoch());
        write(out, state.upcoming());
        out.writeBoolean(state.activeRun().isPresent());
        if (state.activeRun().isPresent()) {
            write(out, state.activeRun().get());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public RepeatingState deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "The state of a repeating source was written in version "
                            + version
                            + ", this release reads version "
                            + VERSION);
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        return new RepeatingState(
                readOptionalLong(in),
                in.readBoolean() ? Optional.of(readComplete(in)) : Optional.empty(),
                readEpoch(in),
                readOptionalLong(in),
                in.readBoolean() ? Optional.of(readActive(in)) : Optional.empty());
    }

    private static void write(DataOutputSerializer out, OptionalLong value) throws IOException {
        out.writeBoolean(value.isPresent());
        out.writeLong(value.orElse(0));
    }

    private static OptionalLong readOptionalLong(DataInputDeserializer in) throws IOException {
        boolean present = in.readBoolean();
        long value = in.readLong();
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static void write(DataOutputSerializer out, RepeatingState.CompleteRun complete)
            throws IOException {
        out.writeLong(complete.run());
        out.writeLong(complete.rows());
        out.writeInt(complete.relation().size());
        for (Map.Entry<String, String> fact : complete.relation().entrySet()) {
            out.writeUTF(fact.getKey());
            out.writeUTF(fact.getValue());
        }
    }

    private static RepeatingState.CompleteRun readComplete(DataInputDeserializer in)
            throws IOException {
        long run = in.readLong();
        long rows = in.readLong();
        int facts = in.readInt();
        Map<String, String> relation = new HashMap<>();
        for (int i = 0; i < facts; i++) {
            relation.put(in.readUTF(), in.readUTF());
        }
        return new RepeatingState.CompleteRun(run, rows, relation);
    }

    private static void write(DataOutputSerializer out, Epoch epoch) throws IOException {
        out.writeBoolean(epoch.destination().isPresent());
        out.writeUTF(epoch.destination().orElse(""));
        out.writeInt(epoch.number());
    }

    private static Epoch readEpoch(DataInputDeserializer in) throws IOException {
        boolean present = in.readBoolean();
        String destination = in.readUTF();
        return new Epoch(present ? Optional.of(destination) : Optional.empty(), in.readInt());
    }

    private static void write(DataOutputSerializer out, RepeatingState.RunState active)
            throws IOException {
        out.writeLong(active.run());
        out.writeInt(active.attempt());
        out.writeInt(active.rows().size());
        for (Map.Entry<String, Long> reading : active.rows().entrySet()) {
            out.writeUTF(reading.getKey());
            out.writeLong(reading.getValue());
        }
        out.writeInt(active.innerVersion());
        out.writeInt(active.inner().length);
        out.write(active.inner());
    }

    private static RepeatingState.RunState readActive(DataInputDeserializer in) throws IOException {
        long run = in.readLong();
        int attempt = in.readInt();
        int readings = in.readInt();
        Map<String, Long> rows = new HashMap<>();
        for (int i = 0; i < readings; i++) {
            rows.put(in.readUTF(), in.readLong());
        }
        int innerVersion = in.readInt();
        return new RepeatingState.RunState(
                run, attempt, rows, innerVersion, RunSplitSerializer.readBytes(in));
    }
}
