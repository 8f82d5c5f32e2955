/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.ExtractCache.Match;
import io.millrace.row.ChunkFixture;
import io.millrace.row.IdentifierKind;
import io.millrace.row.KeyForm;
import io.millrace.row.RowChunk;
import io.millrace.row.RowLayout;
import io.millrace.row.RowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(ExtractCacheTest.Keys.class)
class ExtractCacheTest {

    /** How keys of a bucket are distinguished. */
    enum Keys {
        PLACES(DataTypes.BIGINT(), KeyForm.INTEGER, id -> id - 5_000),
        SOME_PLACES(DataTypes.BIGINT(), KeyForm.INTEGER, id -> id * 37),
        HASHES(DataTypes.STRING(), KeyForm.HASH, id -> StringData.fromString("key-" + id));

        private final DataType type;
        private final KeyForm form;
        private final LongFunction<Object> of;

        Keys(DataType type, KeyForm form, LongFunction<Object> of) {
            this.type = type;
            this.form = form;
            this.of = of;
        }
    }

    private static final long RUN = 7;

    @Parameter Keys keys;

    private ChunkFixture fixture;

    private final Map<Long, Block> blocks = new HashMap<>();
    private final Map<Long, SeenMarks> marks = new HashMap<>();

    /** Reads rows {@code from} up to {@code to}. */
    private List<RowChunk> chunks(int from, int to, String text) {
        fixture =
                new ChunkFixture(
                        new RowLayout(
                                (RowType)
                                        DataTypes.ROW(
                                                        DataTypes.FIELD("k", keys.type),
                                                        DataTypes.FIELD("t", DataTypes.STRING()))
                                                .getLogicalType(),
                                List.of(0),
                                0,
                                IdentifierKind.USER_ID));
        List<RowData> rows =
                LongStream.range(from, to)
                        .mapToObj(
                                id ->
                                        (RowData)
                                                GenericRowData.of(
                                                        keys.of.apply(id),
                                                        StringData.fromString(text)))
                        .toList();
        return fixture.fullChunks(RUN, 0, rows);
    }

    /** Stores rows as those of the run before. */
    private void store(List<RowChunk> chunks) throws IOException {
        Map<Long, TreeMap<EntryId, Entry>> entries = new HashMap<>();
        RowView row = new RowView();
        for (RowChunk chunk : chunks) {
            for (int index = 0; index < chunk.rows(); index++) {
                row.at(chunk, index);
                EntryId id =
                        keys.form.isPlaced()
                                ? new EntryId(keys.form, 0, row.place())
                                : new EntryId(keys.form, row.keyHigh(), row.keyLow());
                entries.computeIfAbsent(row.bucket(), bucket -> new TreeMap<>())
                        .put(id, new Entry(id, row.hashHigh(), row.hashLow(), 0, new byte[0]));
            }
        }
        for (var bucket : entries.entrySet()) {
            Block empty = Block.empty(keys.form, 0);
            List<Entry> sorted = List.copyOf(bucket.getValue().values());
            blocks.put(bucket.getKey(), empty.with(Block.read(empty.patch(sorted))));
            marks.put(bucket.getKey(), SeenMarks.unseen(RUN - 1, 0, sorted.size()));
        }
    }

    /** Looks up the rows of a chunk in order, and creates the extracts they require. */
    private List<Match> lookUp(ExtractCache extracts, RowChunk chunk) {
        RowView row = new RowView();
        extracts.reserve(chunk.rows());
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            if (!extracts.locate(row, index)) {
                make(extracts, row.bucket());
            }
        }
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            assertThat(extracts.locate(row, index)).isTrue();
        }
        extracts.load(chunk.rows());
        List<Match> matches = new ArrayList<>();
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            matches.add(extracts.match(row, index));
        }
        return matches;
    }

    private void make(ExtractCache extracts, long bucket) {
        Block block = blocks.getOrDefault(bucket, Block.empty(keys.form, 0));
        SeenMarks seen = marks.getOrDefault(bucket, SeenMarks.none());
        while (!extracts.create(bucket, block, seen)) {
            Optional<BlockExtract> other = extracts.almostComplete();
            if (other.isEmpty()) {
                return;
            }
            copyMarks(extracts, other.get());
            extracts.finish(other.get());
        }
    }

    private void copyMarks(ExtractCache extracts, BlockExtract extract) {
        extracts.copyMarks(extract, marks.get(extract.bucket()));
    }

    private static List<Match> without(List<Match> matches, Match one) {
        return matches.stream().filter(match -> match != one).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 3_000, 20_000})
    void aRowIsUnchangedAtItsFirstLookUp(int count) throws Exception {
        List<RowChunk> chunks = chunks(0, count, "a");
        store(chunks);
        ExtractCache extracts = new ExtractCache(new DiffMemory(64 << 20));
        extracts.begin(RUN, 0);

        for (RowChunk chunk : chunks(0, count + 50, "b")) {
            assertThat(lookUp(extracts, chunk)).containsOnly(Match.NO_MATCH);
        }
        List<Match> results = new ArrayList<>();
        for (RowChunk chunk : chunks) {
            results.addAll(lookUp(extracts, chunk));
        }
        assertThat(results).hasSize(count).doesNotContain(Match.NO_MATCH);
        assertThat(without(results, Match.UNCHANGED)).hasSameSizeAs(blocks.keySet());
        for (RowChunk chunk : chunks) {
            assertThat(lookUp(extracts, chunk)).containsOnly(Match.NO_MATCH);
        }

        extracts.forEachMarked(extract -> copyMarks(extracts, extract));
        assertThat(marks.values())
                .allSatisfy(
                        seen -> {
                            assertThat(seen.run()).isEqualTo(RUN);
                            assertThat(seen.areAllSeen()).isTrue();
                        });
        extracts.forEachMarked(
                extract -> {
                    throw new AssertionError("marks are copied once");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {30_000})
    void onlyRowsThatWereLookedUpAreMarked(int count) throws Exception {
        store(chunks(0, count, "a"));
        ExtractCache extracts = new ExtractCache(new DiffMemory(64 << 20));
        extracts.begin(RUN, 0);
        Map<Long, List<EntryId>> expected = new HashMap<>();
        for (RowChunk chunk : chunks(count / 3, count / 2, "a")) {
            assertThat(lookUp(extracts, chunk)).doesNotContain(Match.NO_MATCH);
            RowView row = new RowView();
            for (int index = 0; index < chunk.rows(); index++) {
                row.at(chunk, index);
                expected.computeIfAbsent(row.bucket(), bucket -> new ArrayList<>())
                        .add(
                                keys.form.isPlaced()
                                        ? new EntryId(keys.form, 0, row.place())
                                        : new EntryId(keys.form, row.keyHigh(), row.keyLow()));
            }
        }
        extracts.forEachMarked(extract -> copyMarks(extracts, extract));

        Map<Long, List<EntryId>> marked = new HashMap<>();
        blocks.forEach(
                (bucket, block) -> {
                    SeenMarks seen = marks.get(bucket);
                    for (int i = 0; i < block.count(); i++) {
                        if (seen.run() == RUN && seen.code(i) != SeenMarks.UNSEEN) {
                            marked.computeIfAbsent(bucket, of -> new ArrayList<>())
                                    .add(block.id(i));
                        }
                    }
                });
        expected.values().forEach(ids -> ids.sort(null));
        assertThat(marked).isEqualTo(expected);
    }

    /** Rows in order require few extracts at a time, even if a row of each bucket is absent. */
    @ParameterizedTest
    @ValueSource(ints = {200_000})
    void almostCompleteExtractsMakeRoomForOthers(int count) throws Exception {
        if (keys != Keys.PLACES) {
            return;
        }
        store(chunks(0, count, "a"));
        ExtractCache extracts = new ExtractCache(new DiffMemory(1 << 20));
        extracts.begin(RUN, 0);
        int unchanged = 0;
        for (int from = 0; from < count; from += 1_000) {
            assertThat(lookUp(extracts, chunks(from, from + 1, "changed").get(0)))
                    .containsExactly(Match.NO_MATCH);
            for (RowChunk chunk : chunks(from + 1, from + 1_000, "a")) {
                unchanged += without(lookUp(extracts, chunk), Match.NO_MATCH).size();
            }
        }
        extracts.forEachMarked(extract -> copyMarks(extracts, extract));

        assertThat(unchanged).isEqualTo(count - count / 1_000);
        int unseen = marks.values().stream().mapToInt(seen -> seen.count(SeenMarks.UNSEEN)).sum();
        assertThat(unseen).isEqualTo(count / 1_000);
    }
}
