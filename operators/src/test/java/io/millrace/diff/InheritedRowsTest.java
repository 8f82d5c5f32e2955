/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.ChunkFixture;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.RowCodec;
import io.millrace.snapshot.RowHash;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RowRoute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Restores what the diff remembered row by row, from bytes it wrote then. Two runs had been read:
 * run 100 with one, two, three, five and twice four; run 200 with one, zwei, three and twice five.
 */
class InheritedRowsTest {

    private static final long FINGERPRINT = 17;
    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("email", DataTypes.STRING()))
                            .getLogicalType();
    private static final RowLayout LAYOUT =
            new RowLayout(COLUMNS, List.of(0), 1, IdentifierKind.EMAIL);

    private final ChunkFixture rows = new ChunkFixture(LAYOUT);
    private final Map<RowHash, Long> ids = new HashMap<>();
    private KeyedOneInputStreamOperatorTestHarness<Tuple2<Long, Long>, Change, Change> inherited;

    @AfterEach
    void stop() throws Exception {
        inherited.close();
    }

    @Test
    void rowsAreComparedWithWhatWasRememberedOfThem() throws Exception {
        restore("row-by-row-between-runs.bin");

        added(300, 1, "one@example.com");
        added(300, 2, "deux@example.com");
        added(300, 5, "five@example.com");
        added(300, 6, "six@example.com");
        end(300);

        assertThat(changes()).containsExactly("WITHDRAWN 2", "CHANGED 2", "ADDED 6", "REMOVED 3");
        assertThat(tallies()).containsExactly(new DiffTally(300, 0, -3, 1, 1, 2, 0, 0));
    }

    @Test
    void afterOneRunEveryChangePasses() throws Exception {
        restore("row-by-row-between-runs.bin");
        added(300, 1, "one@example.com");
        end(300);
        OperatorSubtaskState state = inherited.snapshot(1, 1);
        inherited.close();
        open(state);

        added(400, 1, "one@example.com");
        end(400);

        assertThat(changes()).containsExactly("ADDED 1");
        assertThat(tallies()).isEmpty();
    }

    @Test
    void whatTheRunGoingOnHadSeenIsNotRemovedAtItsEnd() throws Exception {
        restore("row-by-row-in-a-run.bin");

        added(300, 3, "three@example.com");
        added(300, 5, "five@example.com");
        end(300);

        assertThat(changes()).isEmpty();
        assertThat(tallies())
                .as("with two rows read before the state was saved, and two called added since")
                .containsExactly(new DiffTally(300, 2, -2, 1, 0, 3, 0, 0));

        added(400, 1, "one@example.com");
        added(400, 2, "deux@example.com");
        end(400);

        assertThat(changes()).isEmpty();
        assertThat(tallies()).last().isEqualTo(new DiffTally(400, 0, -2, 0, 0, 2, 0, 0));
    }

    @Test
    void aRowReadAgainInTheRunGoingOnIsNoDuplicate() throws Exception {
        restore("row-by-row-in-a-run.bin");

        added(300, 1, "one@example.com");
        added(300, 2, "changed-meanwhile@example.com");

        assertThat(changes()).containsExactly("WITHDRAWN 2", "CHANGED 2");
    }

    private void restore(String resource) throws Exception {
        Path file =
                Path.of(Objects.requireNonNull(getClass().getResource(resource), resource).toURI());
        open(OperatorSnapshotUtil.readStateHandle(file.toString()));
    }

    private void open(OperatorSubtaskState state) throws Exception {
        inherited =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new InheritedRows(FINGERPRINT),
                        change -> Tuple2.of(change.keyHigh(), change.keyLow()),
                        Types.TUPLE(Types.LONG, Types.LONG),
                        128,
                        1,
                        0);
        inherited.initializeState(state);
        inherited.open();
        for (long id = 1; id <= 6; id++) {
            ids.put(rows.keyOf(GenericRowData.of(id, StringData.fromString(""))), id);
        }
    }

    private void added(long run, long id, String email) throws Exception {
        GenericRowData row = GenericRowData.of(id, StringData.fromString(email));
        RowHash key = rows.keyOf(row);
        byte[] values = RowCodec.of(COLUMNS).encode(row);
        long route = new RowRoute(LAYOUT).of(values, key.low());
        inherited.processElement(
                new StreamRecord<>(
                        new Change(ChangeKind.ADDED, run, key.high(), key.low(), route, values)));
    }

    private void end(long run) throws Exception {
        inherited.processWatermark(new Watermark(run));
    }

    private List<String> changes() {
        return inherited.extractOutputStreamRecords().stream()
                .map(StreamRecord::getValue)
                .map(
                        change ->
                                change.kind()
                                        + " "
                                        + ids.get(new RowHash(change.keyHigh(), change.keyLow())))
                .toList();
    }

    private List<DiffTally> tallies() {
        List<DiffTally> tallies = new ArrayList<>();
        if (inherited.getSideOutput(DiffOperator.TALLIES) != null) {
            inherited
                    .getSideOutput(DiffOperator.TALLIES)
                    .forEach(record -> tallies.add(record.getValue()));
        }
        return tallies;
    }
}
