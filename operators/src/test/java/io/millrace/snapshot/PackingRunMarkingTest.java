/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.row.ChunkFixture;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowChunk;
import io.millrace.row.RowCodec;
import io.millrace.row.RowHash;
import io.millrace.row.RowLayout;
import io.millrace.row.RowPacker;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PackingRunMarkingTest {

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("email", DataTypes.STRING()))
                            .getLogicalType();
    private static final RowLayout LAYOUT =
            new RowLayout(COLUMNS, List.of(0), 1, IdentifierKind.EMAIL);

    private OneInputStreamOperatorTestHarness<RowData, RowChunk> packing;

    @BeforeEach
    void start() throws Exception {
        packing = harness(new PackingRunMarking(LAYOUT, 17));
    }

    @AfterEach
    void stop() throws Exception {
        packing.close();
    }

    @Test
    void rowsAreBufferedUntilChunksAreFull() throws Exception {
        mark(RunMark.start(5, 0, 0));
        long rows = 0;
        while (chunks().isEmpty()) {
            read(rows++, "someone-" + rows + "@example.com");
        }

        List<RowChunk> full = chunks();
        assertThat(full.stream().mapToInt(RowChunk::rows).sum()).isEqualTo((int) rows);
        assertThat(full)
                .allSatisfy(
                        chunk ->
                                assertThat(chunk.bytes().length)
                                        .isLessThanOrEqualTo(RowPacker.CHUNK_BYTES));
        assertThat(full)
                .filteredOn(chunk -> chunk.bytes().length > RowPacker.CHUNK_BYTES - 200)
                .hasSizeGreaterThan(10);
        for (long more = 0; more < 4_000; more++) {
            read(rows++, "someone-" + rows + "@example.com");
        }
        packing.prepareSnapshotPreBarrier(1);
        assertThat(chunks().stream().mapToInt(RowChunk::rows).sum()).isEqualTo((int) rows);
        assertThat(ids()).hasSize((int) rows).isSorted();
    }

    @Test
    void aRowLongerThanAChunkHasItsOwnChunk() throws Exception {
        mark(RunMark.start(5, 0, 0));
        read(1, "a");
        read(2, "x".repeat(3 * RowPacker.CHUNK_BYTES));
        read(3, "b");
        packing.prepareSnapshotPreBarrier(1);

        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertThat(chunks()).extracting(RowChunk::rows).containsExactly(1, 1, 1);
    }

    @Test
    void eachAttemptHasItsOwnChunks() throws Exception {
        mark(RunMark.start(5, 0, 0));
        read(1, "a");
        mark(RunMark.start(5, 0, 1));
        read(2, "b");
        mark(RunMark.complete(5));

        assertThat(chunks()).extracting(RowChunk::attempt).containsExactly(0, 1);
        assertThat(chunks()).extracting(RowChunk::run).containsExactly(5L, 5L);
        assertThat(packing.getOutput()).last().isEqualTo(new Watermark(5));
    }

    @Test
    void anotherEpochChangesTheHashOfARowButNotOfItsKey() throws Exception {
        RowView first = rowIn(0);
        RowView second = rowIn(1);
        RowView third = rowIn(2);
        RowView again = rowIn(1);

        assertThat(first.hashLow()).isNotEqualTo(second.hashLow()).isNotEqualTo(third.hashLow());
        assertThat(second.hashLow()).isNotEqualTo(third.hashLow()).isEqualTo(again.hashLow());
        assertThat(second.hashHigh()).isNotEqualTo(third.hashHigh()).isEqualTo(again.hashHigh());
        assertThat(second.keyLow()).isEqualTo(first.keyLow());
        assertThat(second.bucket()).isEqualTo(first.bucket());
        assertThat(second.values()).isEqualTo(first.values());
    }

    private RowView rowIn(int epoch) throws Exception {
        packing.getOutput().clear();
        mark(RunMark.start(5, epoch, 0));
        read(1, "a");
        packing.prepareSnapshotPreBarrier(1);
        RowView row = new RowView();
        row.at(chunks().get(0), 0);
        return row;
    }

    @Test
    void aKeylessRowIsMarked() throws Exception {
        mark(RunMark.start(5, 0, 0));
        packing.processElement(
                new StreamRecord<>(GenericRowData.of(null, StringData.fromString("a"))));
        packing.prepareSnapshotPreBarrier(1);

        RowView row = new RowView();
        row.at(chunks().get(0), 0);
        assertThat(row.isKeyless()).isTrue();
    }

    @Test
    void aRowBeforeAnyMarkIsAnError() {
        assertThatThrownBy(
                        () -> {
                            read(1, "a");
                            packing.prepareSnapshotPreBarrier(1);
                        })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theHashCoversOnlyTheValuesAndTheMapping() throws Exception {
        RowHash one = hashOf(new PackingRunMarking(LAYOUT, 17), GenericRowData.of(1L, text("a")));
        assertThat(hashOf(new PackingRunMarking(LAYOUT, 17), GenericRowData.of(1L, text("a"))))
                .isEqualTo(one);
        assertThat(hashOf(new PackingRunMarking(LAYOUT, 18), GenericRowData.of(1L, text("a"))))
                .isNotEqualTo(one);
        assertThat(hashOf(new PackingRunMarking(LAYOUT, 17), GenericRowData.of(1L, text("b"))))
                .isNotEqualTo(one);
        RowType wider =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("unmapped", DataTypes.STRING()),
                                        DataTypes.FIELD("email", DataTypes.STRING()),
                                        DataTypes.FIELD("id", DataTypes.BIGINT()))
                                .getLogicalType();
        for (String unmapped : List.of("x", "y")) {
            assertThat(
                            hashOf(
                                    new PackingRunMarking(wider, LAYOUT, 17),
                                    GenericRowData.of(text(unmapped), text("a"), 1L)))
                    .isEqualTo(one);
        }
    }

    /** Saved state contains these hashes: they must never change. */
    @Test
    void hashesDoNotChange() throws Exception {
        assertThat(hashOf(new PackingRunMarking(LAYOUT, 17), GenericRowData.of(1L, text("a"))))
                .isEqualTo(new RowHash(8653693567834732042L, 441349894008092207L));
        assertThat(new ChunkFixture(LAYOUT).keyOf(GenericRowData.of(1L, text("a"))))
                .isEqualTo(new RowHash(-9046629873236475456L, -5011534221477852814L));
    }

    private static StringData text(String text) {
        return StringData.fromString(text);
    }

    private static RowHash hashOf(PackingRunMarking operator, RowData row) throws Exception {
        try (OneInputStreamOperatorTestHarness<RowData, RowChunk> harness = harness(operator)) {
            harness.processWatermark(new Watermark(RunMark.start(1, 0, 0).toWatermark()));
            harness.processElement(new StreamRecord<>(row));
            harness.prepareSnapshotPreBarrier(1);
            RowView packed = new RowView();
            packed.at(harness.extractOutputValues().get(0), 0);
            return new RowHash(packed.hashHigh(), packed.hashLow());
        }
    }

    private static OneInputStreamOperatorTestHarness<RowData, RowChunk> harness(
            PackingRunMarking operator) throws Exception {
        OneInputStreamOperatorTestHarness<RowData, RowChunk> harness =
                new OneInputStreamOperatorTestHarness<>(operator, 128, 1, 0);
        harness.open();
        return harness;
    }

    private void mark(RunMark mark) throws Exception {
        packing.processWatermark(new Watermark(mark.toWatermark()));
    }

    private void read(long id, String email) throws Exception {
        packing.processElement(new StreamRecord<>(GenericRowData.of(id, text(email))));
    }

    private List<RowChunk> chunks() {
        return packing.extractOutputValues();
    }

    private List<Long> ids() {
        RowCodec codec = RowCodec.of(COLUMNS);
        RowView row = new RowView();
        List<Long> ids = new ArrayList<>();
        for (RowChunk chunk : chunks()) {
            for (int index = 0; index < chunk.rows(); index++) {
                row.at(chunk, index);
                ids.add(codec.decode(row.values()).getLong(0));
            }
        }
        return ids;
    }
}
