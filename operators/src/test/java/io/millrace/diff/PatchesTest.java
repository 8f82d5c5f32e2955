/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.ChunkFixture;
import io.millrace.row.RowChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a change is appended to its block, and when the block is written whole. */
class PatchesTest {

    private static final long BUCKET = 0;

    private final ChunkFixture rows =
            ChunkFixture.ofColumns(
                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                    DataTypes.FIELD("email", DataTypes.STRING()));
    private final List<RowData> table = new ArrayList<>();
    private KeyedOneInputStreamOperatorTestHarness<Long, RowChunk, Change> diff;
    private long run;

    @BeforeEach
    void start() throws Exception {
        diff =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DiffOperatorFactory(
                                rows.layout(),
                                ResendPolicy.EVERY_CHANGE,
                                1 << 20,
                                () -> new DiffMemory(1 << 20)),
                        RowChunk::bucket,
                        Types.LONG);
        diff.open();
        add(1_000);
        run();
    }

    @AfterEach
    void stop() throws Exception {
        diff.close();
    }

    @Test
    void aBlockIsWholeAtFirst() throws Exception {
        assertThat(entries()).containsExactly(1_000);
    }

    @Test
    void newRowsAreAppendedUntilTheyAreMoreThanTheBlockHadAtFirst() throws Exception {
        add(500);
        run();
        assertThat(entries()).containsExactly(1_000, 500);
        add(499);
        run();
        assertThat(entries()).containsExactly(1_000, 500, 499);
        add(10);
        run();
        assertThat(entries()).containsExactly(2_009);
    }

    @Test
    void changedRowsAreAppendedUntilTheySupersedeAQuarter() throws Exception {
        change(0, 100);
        run();
        change(50, 150);
        run();
        assertThat(entries()).containsExactly(1_000, 100, 100);
        change(0, 50);
        run();
        assertThat(entries()).containsExactly(1_000, 100, 100, 50);
        change(999, 1_000);
        run();
        assertThat(entries()).containsExactly(1_000);
    }

    @Test
    void aRemovedRowCountsTwiceAsItsEntryAndItsRemovalAreBothStored() throws Exception {
        table.subList(0, 100).clear();
        run();
        assertThat(entries()).containsExactly(1_000, 100);
        table.subList(0, 10).clear();
        run();
        assertThat(entries()).containsExactly(1_000, 100, 10);
        table.subList(0, 5).clear();
        run();
        assertThat(entries()).containsExactly(885);
    }

    private void add(int count) {
        long first = table.size();
        IntStream.range(0, count).forEach(n -> table.add(row(first + n, "new")));
    }

    private void change(int from, int to) {
        for (int index = from; index < to; index++) {
            table.set(index, row(index, "changed in " + run));
        }
    }

    private static RowData row(long id, String email) {
        return GenericRowData.of(id, StringData.fromString(email));
    }

    private void run() throws Exception {
        run++;
        for (RowChunk chunk : rows.fullChunks(run, 0, table)) {
            diff.processElement(new StreamRecord<>(chunk));
        }
        diff.processWatermark(new Watermark(run));
        while (diff.getTaskMailbox().hasMail()) {
            diff.getTaskMailbox().take(0).run();
        }
    }

    /** The number of entries in each part of the block. */
    private List<Integer> entries() throws Exception {
        KeyedStateBackend<Long> backend =
                ((DiffOperator) diff.getOperator()).getKeyedStateBackend();
        ListState<byte[]> blocks =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ListStateDescriptor<>(
                                LastSeen.BLOCKS, BytePrimitiveArraySerializer.INSTANCE));
        backend.setCurrentKey(BUCKET);
        List<Integer> entries = new ArrayList<>();
        for (byte[] part : blocks.get()) {
            entries.add(Block.read(part).count());
        }
        return entries;
    }
}
