/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.ChunkFixture;
import io.millrace.row.RowChunk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with more buckets than the cache holds, or than there is memory for. */
class ManyBucketsTest {

    private static final int BUCKET_RANGE = 4_096;

    private final Random random = new Random(5);

    private final ChunkFixture rows =
            ChunkFixture.ofColumns(
                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                    DataTypes.FIELD("email", DataTypes.STRING()));

    @Test
    void moreBucketsThanTheCacheHoldsAreCompared() throws Exception {
        changesAreFound(75_000, 2, 256 << 20, 150_000);
    }

    /** Rows in the order of their keys, a few buckets at a time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3_000, 120_000})
    void moreThanThereIsMemoryFor(int shuffledTogether) throws Exception {
        changesAreFound(400, 300, 600 << 10, shuffledTogether);
    }

    private void changesAreFound(int buckets, int rowsOfBucket, long bytes, int shuffledTogether)
            throws Exception {
        DiffMemory memory = new DiffMemory(bytes);
        try (KeyedOneInputStreamOperatorTestHarness<Long, RowChunk, Change> diff =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DiffOperatorFactory(
                                rows.layout(), ResendPolicy.EVERY_CHANGE, 1 << 20, () -> memory),
                        RowChunk::bucket,
                        Types.LONG,
                        128,
                        1,
                        0)) {
            diff.open();
            List<RowData> all = new ArrayList<>();
            for (long number = 0; number < (long) buckets * rowsOfBucket; number++) {
                long bucket = number / rowsOfBucket;
                all.add(row(bucket * BUCKET_RANGE + number % rowsOfBucket, "u" + number));
            }
            run(diff, 1, all);
            DiffTally expected = change(all);
            for (int from = 0; from < all.size(); from += shuffledTogether) {
                int to = Math.min(all.size(), from + shuffledTogether);
                Collections.shuffle(all.subList(from, to), random);
            }
            run(diff, 2, all);

            assertThat(diff.getSideOutput(DiffOperator.TALLIES))
                    .extracting(StreamRecord::getValue)
                    .last()
                    .isEqualTo(expected);
            assertThat(memory.take(Long.MAX_VALUE)).isEqualTo(bytes);
        }
    }

    /** Rows change, vanish and are duplicated. */
    private DiffTally change(List<RowData> all) {
        int changed = 0;
        int removed = 0;
        int doubled = 0;
        List<RowData> now = new ArrayList<>();
        for (RowData row : all) {
            switch (random.nextInt(100)) {
                case 0 -> removed++;
                case 1 -> {
                    now.add(row(row.getLong(0), "changed"));
                    changed++;
                }
                case 2 -> {
                    now.add(row);
                    now.add(row);
                    doubled++;
                }
                default -> now.add(row);
            }
        }
        int unchanged = all.size() - changed - removed - doubled;
        all.clear();
        all.addAll(now);
        return new DiffTally(2, now.size(), 0, changed, removed, unchanged, 2L * doubled, 0);
    }

    private void run(
            KeyedOneInputStreamOperatorTestHarness<Long, RowChunk, Change> diff,
            long run,
            List<RowData> all)
            throws Exception {
        for (int from = 0; from < all.size(); from += 10_000) {
            List<RowData> some = all.subList(from, Math.min(all.size(), from + 10_000));
            for (RowChunk chunk : rows.fullChunks(run, 0, some)) {
                diff.processElement(new StreamRecord<>(chunk));
            }
        }
        diff.processWatermark(new Watermark(run));
        while (diff.getTaskMailbox().hasMail()) {
            diff.getTaskMailbox().take(0).run();
        }
    }

    private static RowData row(long id, String email) {
        return GenericRowData.of(id, StringData.fromString(email));
    }
}
