/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/**
 * A bounded source of a table in memory that tests can change: rows {@code (id, email)}, split by
 * {@code id modulo splits}, read in key order. A restored split continues after the last key read.
 */
public final class ChangingTable
        implements Source<RowData, ChangingTable.Part, List<ChangingTable.Part>> {

    private static final Map<String, ChangingTable> ALL = new ConcurrentHashMap<>();

    private final String name;
    private final int splits;

    private final transient TreeMap<Long, String> sorted = new TreeMap<>();
    private final transient Map<Long, String> rows = Collections.synchronizedMap(sorted);
    private transient volatile Optional<String> fault = Optional.empty();

    public ChangingTable(String name, int splits) {
        this.name = name;
        this.splits = splits;
        ALL.put(name, this);
    }

    public String name() {
        return name;
    }

    public Map<Long, String> rows() {
        return rows;
    }

    /** From now on, reading fails with this message. */
    public void breakWith(String message) {
        fault = Optional.of(message);
    }

    public void mend() {
        fault = Optional.empty();
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RowData, Part> createReader(SourceReaderContext context) {
        return new Reader(ALL.get(name), context);
    }

    @Override
    public SplitEnumerator<Part, List<Part>> createEnumerator(
            SplitEnumeratorContext<Part> context) {
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < splits; part++) {
            parts.add(new Part(part, splits, Long.MIN_VALUE));
        }
        return new Enumerator(context, parts);
    }

    @Override
    public SplitEnumerator<Part, List<Part>> restoreEnumerator(
            SplitEnumeratorContext<Part> context, List<Part> checkpoint) {
        return new Enumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<Part> getSplitSerializer() {
        return new PartSerializer();
    }

    @Override
    public SimpleVersionedSerializer<List<Part>> getEnumeratorCheckpointSerializer() {
        return new PartsSerializer();
    }

    /** Rows whose id modulo {@code of} is {@code part}, after the key {@code after}. */
    public record Part(int part, int of, long after) implements SourceSplit {

        @Override
        public String splitId() {
            return "part-" + part;
        }
    }

    private static final class Enumerator implements SplitEnumerator<Part, List<Part>> {

        private final SplitEnumeratorContext<Part> context;
        private final Deque<Part> pending;

        Enumerator(SplitEnumeratorContext<Part> context, List<Part> parts) {
            this.context = context;
            this.pending = new ArrayDeque<>(parts);
        }

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {
            if (pending.isEmpty()) {
                context.signalNoMoreSplits(subtask);
            } else {
                context.assignSplit(pending.removeFirst(), subtask);
            }
        }

        @Override
        public void addSplitsBack(List<Part> parts, int subtask) {
            pending.addAll(parts);
        }

        @Override
        public void addReader(int subtask) {}

        @Override
        public List<Part> snapshotState(long checkpointId) {
            return List.copyOf(pending);
        }

        @Override
        public void close() {}
    }

    private static final class Reader implements SourceReader<RowData, Part> {

        private final ChangingTable table;
        private final SourceReaderContext context;

        private Optional<Part> current = Optional.empty();
        private boolean noMore;
        private CompletableFuture<Void> available = new CompletableFuture<>();

        Reader(ChangingTable table, SourceReaderContext context) {
            this.table = table;
            this.context = context;
        }

        @Override
        public void start() {
            context.sendSplitRequest();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RowData> output) throws IOException {
            if (table.fault.isPresent()) {
                throw new IOException(table.fault.get());
            }
            if (current.isEmpty()) {
                return noMore ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
            }
            Part part = current.get();
            Optional<Map.Entry<Long, String>> next = next(part);
            if (next.isEmpty()) {
                current = Optional.empty();
                available = new CompletableFuture<>();
                context.sendSplitRequest();
                return InputStatus.NOTHING_AVAILABLE;
            }
            current = Optional.of(new Part(part.part(), part.of(), next.get().getKey()));
            output.collect(
                    GenericRowData.of(
                            next.get().getKey(), StringData.fromString(next.get().getValue())));
            return InputStatus.MORE_AVAILABLE;
        }

        private Optional<Map.Entry<Long, String>> next(Part part) {
            synchronized (table.rows) {
                return table.sorted.tailMap(part.after(), false).entrySet().stream()
                        .filter(row -> Math.floorMod(row.getKey(), part.of()) == part.part())
                        .map(Map.Entry::copyOf)
                        .findFirst();
            }
        }

        @Override
        public List<Part> snapshotState(long checkpointId) {
            return current.map(List::of).orElse(List.of());
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return current.isPresent() || noMore
                    ? CompletableFuture.completedFuture(null)
                    : available;
        }

        @Override
        public void addSplits(List<Part> parts) {
            current = Optional.of(parts.get(0));
            available.complete(null);
        }

        @Override
        public void notifyNoMoreSplits() {
            noMore = true;
            available.complete(null);
        }

        @Override
        public void close() {}
    }

    private static final class PartSerializer implements SimpleVersionedSerializer<Part> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Part part) {
            return ByteBuffer.allocate(16)
                    .putInt(part.part())
                    .putInt(part.of())
                    .putLong(part.after())
                    .array();
        }

        @Override
        public Part deserialize(int version, byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Part(buffer.getInt(), buffer.getInt(), buffer.getLong());
        }
    }

    private static final class PartsSerializer implements SimpleVersionedSerializer<List<Part>> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(List<Part> parts) {
            ByteBuffer buffer = ByteBuffer.allocate(16 * parts.size());
            parts.forEach(part -> buffer.put(new PartSerializer().serialize(part)));
            return buffer.array();
        }

        @Override
        public List<Part> deserialize(int version, byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            List<Part> parts = new ArrayList<>();
            while (buffer.hasRemaining()) {
                parts.add(new Part(buffer.getInt(), buffer.getInt(), buffer.getLong()));
            }
            return parts;
        }
    }
}
