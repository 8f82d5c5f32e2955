/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.KeyRange.Keyless;
import io.millrace.snapshot.warehouse.KeyRange.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Version 1: id, bounds, keyless, position, snapshot; texts as a length and UTF-8 bytes. */
final class KeyRangeSerializer implements SimpleVersionedSerializer<KeyRange> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KeyRange range) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        write(range, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public KeyRange deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of a warehouse key range");
        }
        return read(new DataInputDeserializer(bytes));
    }

    static void write(KeyRange range, DataOutputView out) throws IOException {
        writeText(range.splitId(), out);
        writeTexts(range.lower(), out);
        writeTexts(range.upper(), out);
        writeText(range.keyless().name(), out);
        out.writeBoolean(range.position().isPresent());
        if (range.position().isPresent()) {
            writeTexts(range.position().get().key(), out);
            out.writeLong(range.position().get().rows());
        }
        writeText(range.snapshot(), out);
    }

    static KeyRange read(DataInputView in) throws IOException {
        return new KeyRange(
                readText(in),
                readTexts(in),
                readTexts(in),
                Keyless.valueOf(readText(in)),
                in.readBoolean()
                        ? Optional.of(new Position(readTexts(in), in.readLong()))
                        : Optional.empty(),
                readText(in));
    }

    private static void writeTexts(List<String> texts, DataOutputView out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(text, out);
        }
    }

    private static List<String> readTexts(DataInputView in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(String text, DataOutputView out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
