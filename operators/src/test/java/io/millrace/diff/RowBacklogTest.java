/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.ChunkFixture;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowChunk;
import io.millrace.row.RowHash;
import io.millrace.row.RowLayout;
import io.millrace.row.RowView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class RowBacklogTest {

    private static final long MEGABYTE = 1 << 20;

    private final ChunkFixture rows =
            ChunkFixture.ofColumns(
                    DataTypes.FIELD("k", DataTypes.STRING()),
                    DataTypes.FIELD("n", DataTypes.INT()));

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

    /** Adds rows until the backlog is full. */
    private int fill(RowBacklog backlog) {
        int added = 0;
        while (!backlog.isFull()) {
            chunks(added, 100).forEach(backlog::add);
            added += 100;
        }
        return added;
    }

    private RowBacklog backlog(DiffMemory memory, long bytes) {
        return new RowBacklog(memory, bytes, 128);
    }

    @Test
    void rowsAreDrainedOnceByBucketAndId() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
        for (int count : List.of(3_000, 100_000, 1, 9_000)) {
            chunks(0, count, 20).forEach(backlog::add);
            Set<Long> seen = new HashSet<>();
            List<Integer> numbers = new ArrayList<>();

            backlog.drain(
                    (bucket, of) -> {
                        assertThat(seen.add(bucket)).isTrue();
                        List<Long> ids = new ArrayList<>();
                        while (of.hasNext()) {
                            RowView row = of.next();
                            assertThat(row.bucket()).isEqualTo(bucket);
                            ids.add(row.keyHigh());
                            numbers.add(rows.values(row.values()).getInt(1));
                        }
                        assertThat(ids).isSortedAccordingTo(Long::compareUnsigned);
                    });

            assertThat(numbers.stream().sorted().toList())
                    .isEqualTo(IntStream.range(0, count).boxed().toList());
            assertThat(backlog.isEmpty()).isTrue();
        }
    }

    @Test
    void rowsOfABucketAreSortedByAllBitsOfTheirIds() throws Exception {
        ChunkFixture pairs =
                new ChunkFixture(
                        new RowLayout(
                                (RowType)
                                        DataTypes.ROW(
                                                        DataTypes.FIELD("a", DataTypes.BIGINT()),
                                                        DataTypes.FIELD("b", DataTypes.BIGINT()))
                                                .getLogicalType(),
                                List.of(0, 1),
                                0,
                                IdentifierKind.USER_ID));
        List<RowHash> keys = new ArrayList<>();
        Random random = new Random(8);
        for (int n = 0; n < 2_000; n++) {
            long high = (random.nextLong() & 0x8000_0000_C000_0003L) | 0x0ABC_0000_0000_0000L;
            keys.add(new RowHash(high, random.nextLong() & 0x8000_0000_0000_0001L));
        }
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
        for (int from = 0; from < keys.size(); from += 50) {
            backlog.add(pairs.withKeys(GenericRowData.of(1L, 2L), keys.subList(from, from + 50)));
        }
        List<RowHash> sorted = new ArrayList<>(keys);
        sorted.sort(
                Comparator.comparing(RowHash::high, Long::compareUnsigned)
                        .thenComparing(RowHash::low, Long::compareUnsigned));
        List<RowHash> given = new ArrayList<>();

        backlog.drain(
                (bucket, of) -> {
                    while (of.hasNext()) {
                        RowView row = of.next();
                        given.add(new RowHash(row.keyHigh(), row.keyLow()));
                    }
                });

        assertThat(given).isEqualTo(sorted);
    }

    @Test
    void rowsOfOneIdAreDrainedInTheOrderOfArrival() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
        for (int n = 0; n < 500; n++) {
            GenericRowData row = GenericRowData.of(StringData.fromString("k" + n % 7), n);
            rows.chunks(1, 0, List.of(row)).forEach(backlog::add);
        }
        Map<String, List<Integer>> numbers = new HashMap<>();

        backlog.drain(
                (bucket, of) -> {
                    while (of.hasNext()) {
                        RowData row = rows.values(of.next().values());
                        numbers.computeIfAbsent(
                                        row.getString(0).toString(), key -> new ArrayList<>())
                                .add(row.getInt(1));
                    }
                });

        assertThat(numbers).hasSize(7);
        assertThat(numbers.values()).allSatisfy(of -> assertThat(of).isSorted());
        assertThat(numbers.values().stream().mapToInt(List::size).sum()).isEqualTo(500);
    }

    @Test
    void theLargestKeyGroupIsDrainedToMakeRoom() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
        List<RowChunk> many = new ArrayList<>();
        for (int n = 0; !backlog.isFull(); n++) {
            GenericRowData row = GenericRowData.of(StringData.fromString("same"), n);
            List<RowChunk> same = rows.chunks(1, 0, List.of(row));
            same.forEach(backlog::add);
            many.addAll(same);
            if (n % 3 == 0) {
                chunks(n, 1, 20).forEach(backlog::add);
            }
        }
        Set<Long> buckets = new HashSet<>();
        List<Integer> drained = new ArrayList<>();

        backlog.makeRoom(
                (bucket, of) -> {
                    buckets.add(bucket);
                    while (of.hasNext()) {
                        of.next();
                        drained.add(1);
                    }
                });

        assertThat(buckets).contains(many.get(0).bucket()).hasSizeLessThan(128);
        assertThat(drained).hasSizeBetween(many.size(), many.size() + many.size() / 20);
        assertThat(backlog.isFull()).isFalse();
        assertThat(backlog.isEmpty()).isFalse();
    }

    @Test
    void rowsOfAnotherRunOrAttemptAreNotAcceptedWhileRowsWait() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
        List<RowData> row = List.of(GenericRowData.of(StringData.fromString("k"), 1));
        RowChunk first = rows.chunks(1, 1, row).get(0);
        RowChunk ofLaterAttempt = rows.chunks(1, 2, row).get(0);
        RowChunk ofLaterRun = rows.chunks(2, 1, row).get(0);
        assertThat(backlog.accepts(ofLaterRun)).isTrue();
        backlog.add(first);

        assertThat(backlog.accepts(first)).isTrue();
        assertThat(backlog.accepts(ofLaterAttempt)).isFalse();
        assertThat(backlog.accepts(ofLaterRun)).isFalse();
        backlog.drain((bucket, of) -> {});
        assertThat(backlog.accepts(ofLaterAttempt)).isTrue();
    }

    @Test
    void freePagesAreReleasedForChunksThatAreNotCopied() throws Exception {
        PagePool pool = new PagePool();
        ChunkGroup narrow = new ChunkGroup(pool);
        rows.fullChunks(1, 0, wide(2_000, 300)).forEach(narrow::add);
        narrow.clear();
        long free = pool.bytes();
        assertThat(free).isGreaterThan(MEGABYTE / 2);

        ChunkGroup wide = new ChunkGroup(pool);
        RowChunk chunk = rows.chunks(1, 0, wide(1, 200_000)).get(0);
        wide.add(chunk);
        assertThat(pool.bytes() + wide.bytes()).isLessThanOrEqualTo(free);
        rows.chunks(1, 0, wide(10, 200_000)).forEach(wide::add);
        assertThat(pool.bytes()).isZero();
    }

    private static List<RowData> wide(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(
                        n ->
                                (RowData)
                                        GenericRowData.of(
                                                StringData.fromString("k".repeat(length) + n), n))
                .toList();
    }

    @Test
    void aFullBacklogMakesRoomByDraining() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), 0);
        chunks(0, 3, 20).forEach(backlog::add);

        backlog.makeRoom((bucket, of) -> {});

        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void theBacklogGrowsToItsLimitForRowsInRandomOrder() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(100 * MEGABYTE), 7 * MEGABYTE);
        int least = fill(backlog);
        backlog.makeRoom((bucket, of) -> {});
        int most = least + fill(backlog);
        backlog.makeRoom((bucket, of) -> {});

        assertThat(most).isGreaterThan(least * 3);
        assertThat(fill(backlog)).isLessThan(most / 10);
    }

    @Test
    void memoryForSortingIsCounted() throws Exception {
        RowBacklog backlog = backlog(new DiffMemory(0), MEGABYTE);
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
    void backlogsShareMemoryAndReleaseIt() throws Exception {
        DiffMemory memory = new DiffMemory(5 * MEGABYTE);
        RowBacklog one = backlog(memory, 64 * MEGABYTE);
        RowBacklog other = backlog(memory, 64 * MEGABYTE);
        int least = fill(one);
        for (int round = 0; round < 5; round++) {
            one.makeRoom((bucket, of) -> {});
            fill(one);
        }
        fill(other);
        other.makeRoom((bucket, of) -> {});

        assertThat(memory.take(MEGABYTE)).isZero();
        other.drain((bucket, of) -> {});
        assertThat(fill(other)).isEqualTo(least);
        one.drain((bucket, of) -> {});
        one.release();
        assertThat(memory.take(MEGABYTE)).isEqualTo(MEGABYTE);
        other.drain((bucket, of) -> {});
        assertThat(fill(other)).isGreaterThan(least * 3 / 2);
    }
}
