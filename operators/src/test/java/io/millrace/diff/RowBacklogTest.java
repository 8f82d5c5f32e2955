/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.ChunkFixture;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.PackedRow;
import io.millrace.snapshot.RowChunk;
import io.millrace.snapshot.RowLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class RowBacklogTest {

    private static final long MEGABYTE = 1 << 20;

    private final ChunkFixture rows =
            new ChunkFixture(
                    new RowLayout(
                            (RowType)
                                    DataTypes.ROW(
                                                    DataTypes.FIELD("k", DataTypes.STRING()),
                                                    DataTypes.FIELD("n", DataTypes.INT()))
                                            .getLogicalType(),
                            List.of(0),
                            0,
                            IdentifierKind.USER_ID));

    private List<RowChunk> chunks(int from, int count) {
        return chunks(from, count, 900);
    }

    private List<RowChunk> chunks(int from, int count, int padding) {
        return rows.chunks(
                1,
                0,
                IntStream.range(from, from + count)
                        .mapToObj(
                                n ->
                                        GenericRowData.of(
                                                StringData.fromString(
                                                        "k" + n + "-".repeat(padding)),
                                                n))
                        .toList());
    }

    /** Adds rows until enough of them wait. */
    private int fill(RowBacklog backlog) {
        int added = 0;
        while (!backlog.isFull()) {
            chunks(added, 100).forEach(backlog::add);
            added += 100;
        }
        return added;
    }

    @Test
    void rowsComeOutByBucketInTheOrderTheyCame() throws Exception {
        RowBacklog backlog = new RowBacklog(new DiffMemory(0), MEGABYTE);
        for (int count : List.of(3_000, 100_000, 1, 9_000)) {
            requireSorted(backlog, count);
        }
    }

    private void requireSorted(RowBacklog backlog, int count) throws Exception {
        chunks(0, count, 20).forEach(backlog::add);
        Map<Long, List<Integer>> seen = new LinkedHashMap<>();

        backlog.drain(
                (bucket, of) -> {
                    assertThat(seen).doesNotContainKey(bucket);
                    List<Integer> numbers = new ArrayList<>();
                    while (of.hasNext()) {
                        PackedRow row = of.next();
                        assertThat(row.bucket()).isEqualTo(bucket);
                        numbers.add(rows.values(row.values()).getInt(1));
                    }
                    seen.put(bucket, numbers);
                });

        assertThat(seen.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
        assertThat(seen.values().stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void rowsInAnyOrderWaitLongerUpToTheMost() throws Exception {
        RowBacklog backlog = new RowBacklog(new DiffMemory(100 * MEGABYTE), 7 * MEGABYTE);
        List<Integer> waited = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            waited.add(fill(backlog));
            backlog.drain((bucket, of) -> {});
        }

        assertThat(waited.get(1)).isGreaterThan(waited.get(0) * 3);
        assertThat(waited.get(2)).isEqualTo(waited.get(1));
    }

    @Test
    void whatSortingTakesCountsAsMemory() throws Exception {
        RowBacklog backlog = new RowBacklog(new DiffMemory(0), MEGABYTE);
        long bytes = 0;
        long waiting = 0;
        while (!backlog.isFull()) {
            for (RowChunk chunk : chunks(0, 10, 20)) {
                backlog.add(chunk);
                bytes += chunk.bytes().length;
                waiting += chunk.rows();
            }
        }

        assertThat(bytes).isLessThan(MEGABYTE - waiting * Integer.BYTES / 2);
    }

    @Test
    void backlogsShareTheirMemoryAndGiveItBack() throws Exception {
        DiffMemory memory = new DiffMemory(5 * MEGABYTE);
        RowBacklog one = new RowBacklog(memory, 64 * MEGABYTE);
        RowBacklog other = new RowBacklog(memory, 64 * MEGABYTE);
        int least = fill(one);
        for (int round = 0; round < 5; round++) {
            one.drain((bucket, of) -> {});
            fill(one);
        }
        fill(other);
        other.drain((bucket, of) -> {});

        assertThat(memory.take(MEGABYTE)).isZero();
        assertThat(fill(other)).isEqualTo(least);
        one.drain((bucket, of) -> {});
        one.rest();
        assertThat(memory.take(MEGABYTE)).isEqualTo(MEGABYTE);
        other.drain((bucket, of) -> {});
        assertThat(fill(other)).isGreaterThan(least * 3 / 2);
    }
}
