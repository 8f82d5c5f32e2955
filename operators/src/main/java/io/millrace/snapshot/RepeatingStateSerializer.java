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

/** Writes the enumerator's {@link RepeatingState}. */
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
        write(out, state.lastComplete());
        out.writeLong(state.rowsOfLastComplete());
        write(out, state.relation());
        write(out, state.epoch());
        write(out, state.upcoming());
        out.writeBoolean(state.underway().isPresent());
        if (state.underway().isPresent()) {
            write(out, state.underway().get());
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
                readOptional(in),
                readOptional(in),
                in.readLong(),
                readRelation(in),
                readEpoch(in),
                readOptional(in),
                in.readBoolean() ? Optional.of(readUnderway(in)) : Optional.empty());
    }

    private static void write(DataOutputSerializer out, OptionalLong value) throws IOException {
        out.writeBoolean(value.isPresent());
        out.writeLong(value.orElse(0));
    }

    private static void write(DataOutputSerializer out, Map<String, String> relation)
            throws IOException {
        out.writeInt(relation.size());
        for (Map.Entry<String, String> fact : relation.entrySet()) {
            out.writeUTF(fact.getKey());
            out.writeUTF(fact.getValue());
        }
    }

    private static Map<String, String> readRelation(DataInputDeserializer in) throws IOException {
        int facts = in.readInt();
        Map<String, String> relation = new HashMap<>();
        for (int i = 0; i < facts; i++) {
            relation.put(in.readUTF(), in.readUTF());
        }
        return relation;
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

    private static OptionalLong readOptional(DataInputDeserializer in) throws IOException {
        boolean present = in.readBoolean();
        long value = in.readLong();
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static void write(DataOutputSerializer out, RepeatingState.Underway underway)
            throws IOException {
        out.writeLong(underway.run());
        out.writeInt(underway.attempt());
        out.writeInt(underway.rows().size());
        for (Map.Entry<String, Long> reading : underway.rows().entrySet()) {
            out.writeUTF(reading.getKey());
            out.writeLong(reading.getValue());
        }
        out.writeInt(underway.innerVersion());
        out.writeInt(underway.inner().length);
        out.write(underway.inner());
    }

    private static RepeatingState.Underway readUnderway(DataInputDeserializer in)
            throws IOException {
        long run = in.readLong();
        int attempt = in.readInt();
        int readings = in.readInt();
        Map<String, Long> rows = new HashMap<>();
        for (int i = 0; i < readings; i++) {
            rows.put(in.readUTF(), in.readLong());
        }
        int innerVersion = in.readInt();
        return new RepeatingState.Underway(
                run, attempt, rows, innerVersion, RunSplitSerializer.readBytes(in));
    }
}
