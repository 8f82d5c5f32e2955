/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.ChunkFixture;
import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

class ChunkGroupTest {

    private final ChunkFixture rows =
            ChunkFixture.ofColumns(
                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                    DataTypes.FIELD("text", DataTypes.STRING()));

    @Test
    void chunksOfAnySizeAreUnchangedAlsoInReusedPages() {
        Random random = new Random(3);
        PagePool pool = new PagePool();
        ChunkGroup group = new ChunkGroup(pool);
        RowView kept = new RowView();
        RowView expected = new RowView();
        for (int round = 0; round < 8; round++) {
            List<RowChunk> chunks = new ArrayList<>();
            for (int n = 0; n < 200; n++) {
                int length = random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(90);
                GenericRowData row =
                        GenericRowData.of(
                                random.nextLong(), StringData.fromString("x".repeat(length)));
                chunks.addAll(rows.chunks(round, 3 * round, List.of(row)));
            }
            chunks.forEach(group::add);

            assertThat(group.count()).isEqualTo(chunks.size());
            assertThat(group.rows()).isEqualTo(chunks.size());
            assertThat(group.bytes())
                    .isGreaterThanOrEqualTo(
                            chunks.stream().mapToLong(chunk -> chunk.bytes().length).sum());
            for (int chunk = 0; chunk < chunks.size(); chunk++) {
                group.view(kept, chunk, 0);
                expected.at(chunks.get(chunk), 0);
                assertThat(group.rows(chunk)).isEqualTo(1);
                assertThat(kept.run()).isEqualTo(round);
                assertThat(kept.attempt()).isEqualTo(expected.attempt());
                assertThat(kept.bucket()).isEqualTo(expected.bucket());
                assertThat(kept.hashLow()).isEqualTo(expected.hashLow());
                assertThat(kept.values()).isEqualTo(expected.values());
            }
            group.clear();
            assertThat(group.bytes()).isZero();
            pool.shrink(round % 2 == 0 ? 1 << 20 : 0);
        }
    }
}
