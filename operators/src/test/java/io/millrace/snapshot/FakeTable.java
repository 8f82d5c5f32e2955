/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceEnumerator;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceReader;
import org.apache.flink.api.connector.source.lib.util.IteratorSourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A bounded source whose content changes each time it is read from the start: read number n has the
 * rows {@code n * 1_000_000 + key}. Some reads have a single split, some none.
 */
final class FakeTable implements Source<Long, FakeTable.Range, Collection<FakeTable.Range>> {

    static final int SPLITS = 16;
    static final int ROWS_PER_SPLIT = 25;
    private static final long READING = 1_000_000;

    private static final AtomicInteger READINGS = new AtomicInteger();
    private static final Set<Long> BROKEN_ROWS = ConcurrentHashMap.newKeySet();
    private static final Set<Integer> BROKEN_READINGS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean REFUSES_TO_RESUME = new AtomicBoolean();

    private static final AtomicReference<Optional<Callable<ReadVerifier.Verification>>>
            VERIFICATION = new AtomicReference<>(Optional.empty());

    private final int millisPerRow;

    FakeTable(int millisPerRow) {
        this.millisPerRow = millisPerRow;
    }

    /** From now on, a restored enumerator reads all rows again. */
    static void refuseToResume() {
        REFUSES_TO_RESUME.set(true);
    }

    /** From now on, new enumerators verify their read with the last result set here. */
    static void verifyAs(ReadVerifier.Verification verification) {
        VERIFICATION.set(Optional.of(() -> verification));
    }

    static void reportIncomplete(String reason) {
        VERIFICATION.set(
                Optional.of(
                        () -> {
                            throw new IncompleteSourceException(reason);
                        }));
    }

    static void reset() {
        VERIFICATION.set(Optional.empty());
        READINGS.set(0);
        BROKEN_ROWS.clear();
        BROKEN_READINGS.clear();
        REFUSES_TO_RESUME.set(false);
    }

    static void breakRow(int reading, long key) {
        BROKEN_ROWS.add(reading * READING + key);
    }

    static void breakReading(int reading) {
        BROKEN_READINGS.add(reading);
    }

    static int readingOf(long row) {
        return (int) (row / READING);
    }

    static Set<Long> rows(int reading) {
        Set<Long> rows = new TreeSet<>();
        for (long key = 0; key < (long) splits(reading) * ROWS_PER_SPLIT; key++) {
            rows.add(reading * READING + key);
        }
        return rows;
    }

    private static int splits(int reading) {
        return switch (reading % 5) {
            case 3 -> 1;
            case 4 -> 0;
            default -> SPLITS;
        };
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<Range, Collection<Range>> createEnumerator(
            SplitEnumeratorContext<Range> context) {
        int reading = READINGS.getAndIncrement();
        if (BROKEN_READINGS.contains(reading)) {
            throw new IllegalStateException("no connection");
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < splits(reading); i++) {
            long first = reading * READING + (long) i * ROWS_PER_SPLIT;
            ranges.add(new Range(first, first, first + ROWS_PER_SPLIT, millisPerRow));
        }
        return VERIFICATION.get().isPresent()
                ? new VerifyingEnumerator(context, ranges)
                : new IteratorSourceEnumerator<>(context, ranges);
    }

    @Override
    public SplitEnumerator<Range, Collection<Range>> restoreEnumerator(
            SplitEnumeratorContext<Range> context, Collection<Range> ranges) {
        if (REFUSES_TO_RESUME.get() && context instanceof RestartableRun run) {
            run.startOver();
            return createEnumerator(context);
        }
        return new IteratorSourceEnumerator<>(context, ranges);
    }

    @Override
    public SourceReader<Long, Range> createReader(SourceReaderContext context) {
        return new IteratorSourceReader<>(context);
    }

    @Override
    public SimpleVersionedSerializer<Range> getSplitSerializer() {
        return new RangeSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Collection<Range>> getEnumeratorCheckpointSerializer() {
        return new RangesSerializer();
    }

    private static final class VerifyingEnumerator extends IteratorSourceEnumerator<Range>
            implements ReadVerifier {

        VerifyingEnumerator(SplitEnumeratorContext<Range> context, Collection<Range> ranges) {
            super(context, ranges);
        }

        @Override
        public Verification verify() throws Exception {
            return VERIFICATION.get().orElseThrow().call();
        }
    }

    /** Rows {@code next} to {@code end}, exclusive. */
    record Range(long first, long next, long end, int millisPerRow)
            implements IteratorSourceSplit<Long, Rows>, Serializable {

        @Override
        public String splitId() {
            return Long.toString(first);
        }

        @Override
        public Rows getIterator() {
            return new Rows(this);
        }

        @Override
        public Range getUpdatedSplitForIterator(Rows rows) {
            return new Range(first, rows.next, end, millisPerRow);
        }
    }

    /** Reads a range at the given pace, and fails at broken rows. */
    static final class Rows implements Iterator<Long> {

        private final Range range;
        private long next;

        Rows(Range range) {
            this.range = range;
            this.next = range.next();
        }

        @Override
        public boolean hasNext() {
            return next < range.end();
        }

        @Override
        public Long next() {
            if (BROKEN_ROWS.contains(next)) {
                throw new IllegalStateException("bad block", new IOException("disk"));
            }
            try {
                Thread.sleep(range.millisPerRow());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return next++;
        }
    }

    private static final class RangeSerializer implements SimpleVersionedSerializer<Range> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Range range) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(32);
            write(out, range);
            return out.getCopyOfBuffer();
        }

        @Override
        public Range deserialize(int version, byte[] bytes) throws IOException {
            return read(new DataInputDeserializer(bytes));
        }

        private static void write(DataOutputSerializer out, Range range) throws IOException {
            out.writeLong(range.first());
            out.writeLong(range.next());
            out.writeLong(range.end());
            out.writeInt(range.millisPerRow());
        }

        private static Range read(DataInputDeserializer in) throws IOException {
            return new Range(in.readLong(), in.readLong(), in.readLong(), in.readInt());
        }
    }

    private static final class RangesSerializer
            implements SimpleVersionedSerializer<Collection<Range>> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Collection<Range> ranges) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(256);
            out.writeInt(ranges.size());
            for (Range range : ranges) {
                RangeSerializer.write(out, range);
            }
            return out.getCopyOfBuffer();
        }

        @Override
        public Collection<Range> deserialize(int version, byte[] bytes) throws IOException {
            DataInputDeserializer in = new DataInputDeserializer(bytes);
            int size = in.readInt();
            List<Range> ranges = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                ranges.add(RangeSerializer.read(in));
            }
            return ranges;
        }
    }
}
