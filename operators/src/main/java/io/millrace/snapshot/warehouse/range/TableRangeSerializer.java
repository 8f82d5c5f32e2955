/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.range;

import io.millrace.snapshot.warehouse.range.KeyRange.Keyless;
import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes whether the range is of pages, then the fields of the range in the order of its record. A
 * text is a length and UTF-8 bytes.
 */
public final class TableRangeSerializer implements SimpleVersionedSerializer<TableRange> {

    private static final int VERSION = 1;
    private static final long OPEN = -1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(TableRange range) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        write(range, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public TableRange deserialize(int version, byte[] bytes) throws IOException {
        return read(version, new DataInputDeserializer(bytes));
    }

    static void write(TableRange range, DataOutputView out) throws IOException {
        FieldWriter fields =
                range.<FieldWriter>match(
                        keys -> () -> write(keys, out), pages -> () -> write(pages, out));
        fields.write();
    }

    /** Writes the fields of one kind of range. */
    private interface FieldWriter {
        void write() throws IOException;
    }

    private static void write(KeyRange range, DataOutputView out) throws IOException {
        out.writeBoolean(false);
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

    private static void write(PageRange range, DataOutputView out) throws IOException {
        out.writeBoolean(true);
        out.writeInt(range.number());
        out.writeLong(range.from());
        out.writeLong(range.upTo().orElse(OPEN));
        out.writeLong(range.fileNode());
        out.writeLong(range.emittedRows());
        writeText(range.snapshot(), out);
    }

    static TableRange read(int version, DataInputView in) throws IOException {
        if (version != VERSION) {
            throw new IOException("unknown version " + version + " of a table range");
        }
        return in.readBoolean() ? pages(in) : keys(in);
    }

    private static PageRange pages(DataInputView in) throws IOException {
        int number = in.readInt();
        long from = in.readLong();
        long upTo = in.readLong();
        return new PageRange(
                number,
                from,
                upTo == OPEN ? OptionalLong.empty() : OptionalLong.of(upTo),
                in.readLong(),
                in.readLong(),
                readText(in));
    }

    private static KeyRange keys(DataInputView in) throws IOException {
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
