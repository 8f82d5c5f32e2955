/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowCodec;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that its declared type can't hold is a fault of its row only. */
@Timeout(60)
class UnreadableValuesITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    /** Returns the fault of each row by its key; empty for a row without a fault. */
    private static Map<Integer, String> faults(WarehouseTable table) throws Exception {
        RowCodec codec = RowCodec.of(table.columns());
        Map<Integer, String> faults = new TreeMap<>();
        for (EncodedRow row : rows(table)) {
            faults.put(
                    row.getInt(0),
                    codec.unreadable(row.toBytes())
                            .map(fault -> fault.column() + ": " + fault.message())
                            .orElse(""));
        }
        return faults;
    }

    static List<EncodedRow> rows(WarehouseTable table) throws Exception {
        List<EncodedRow> rows = new ArrayList<>();
        WarehouseSession<RowData> session =
                new WarehouseSession<>(table, (columns, encoder) -> new RowsWithFaults());
        try (RangePlanner planner = new RangePlanner(table)) {
            for (TableRange range : planner.plan().ranges()) {
                session.read(range, batch -> take(batch, rows));
            }
        } finally {
            session.abort();
        }
        return rows;
    }

    private static void take(RowBatch<RowData> batch, List<EncodedRow> rows) {
        if (batch.nextSplit() != null) {
            for (RangeRecord<RowData> row = batch.nextRecordFromSplit();
                    row != null;
                    row = batch.nextRecordFromSplit()) {
                rows.add((EncodedRow) row.record());
            }
        }
    }

    private static WarehouseTable query(DataType type, String value) {
        return POSTGRES.table(
                columns("id", DataTypes.INT(), "v", type),
                List.of("id"),
                "query",
                "SELECT 1 AS id, NULL AS v UNION ALL SELECT 2, "
                        + value
                        + " UNION ALL SELECT 3, NULL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'NaN'::numeric              | NaN (numeric) can't be read as DECIMAL(38, 18)",
                "'infinity'::numeric         | Infinity (numeric) can't be read as DECIMAL(38, 18)",
                "1e-30::numeric              | too many digits after the decimal point",
                "(10::numeric ^ 59)::numeric | it has too many digits",
            })
    void numbers(String value, String fault) throws Exception {
        assertThat(faults(query(DataTypes.DECIMAL(38, 18), value)).get(2)).contains(fault);
    }

    @Test
    void aNumberOutOfRangeIsAFault() throws Exception {
        assertThat(faults(query(DataTypes.DOUBLE(), "'NaN'::numeric")).get(2)).contains("NaN");
        assertThat(faults(query(DataTypes.INT(), "5000000000")).get(2))
                .isEqualTo("1: 5000000000 (int8) can't be read as INT: it is out of range");
        assertThat(faults(query(DataTypes.BIGINT(), "1e30::numeric(38,0)")).get(2))
                .contains("can't be read as BIGINT");
    }

    @Test
    void theEndOfADayIsRefusedAsATime() throws Exception {
        assertThat(faults(query(DataTypes.TIME(), "'24:00'::time")).get(2))
                .isEqualTo("1: 24:00:00 (time) can't be read as TIME(0): it is no time of a day");
        assertThat(faults(query(DataTypes.TIME(), "'23:59:59.999'::time")).get(2)).isEmpty();
    }

    @Test
    void aTimeFinerThanAMillisecondIsRefused() throws Exception {
        assertThat(faults(query(DataTypes.TIME(), "'12:00:00.000001'::time")).get(2))
                .contains("finer than a millisecond");
        assertThat(fault(DataTypes.TIME(), "'{12:00:00.123, 12:00:00.1234}'::time[]"))
                .contains("element 2", "finer than a millisecond");
    }

    @Test
    void arrayElementsFollowTheSameRules() throws Exception {
        assertThat(fault(DataTypes.DATE(), "'{2026-01-01, 0044-03-15 BC}'::date[]"))
                .endsWith("element 2: 0044-03-15 BC is no DATE");
        assertThat(fault(DataTypes.DATE(), "'{12026-01-01}'::date[]")).contains("12026-01-01");
        assertThat(fault(DataTypes.TIMESTAMP_LTZ(6), "'{12026-01-01 00:00:00+00}'::timestamptz[]"))
                .contains("element 1: 12026-01-01 00:00:00+00");
        assertThat(fault(DataTypes.TIME(), "'{24:00:00}'::time[]")).contains("24:00:00");
        assertThat(fault(DataTypes.DECIMAL(38, 18), "'{1, NaN}'::numeric[]"))
                .contains("element 2: NaN");
        assertThat(fault(DataTypes.STRING(), "'{{a,b},{c,d}}'::text[]"))
                .endsWith("element 1: it is an array, nested deeper than declared");
        assertThat(fault(DataTypes.STRING(), "'[0:1]={a,b}'::text[]")).isEmpty();
        assertThat(fault(DataTypes.DOUBLE(), "'{NaN}'::float8[]")).isEmpty();
    }

    private static String fault(DataType element, String value) throws Exception {
        return faults(query(DataTypes.ARRAY(element), value)).get(2);
    }

    @Test
    void aCopiedTableIsReadOnAfterTheUnreadableRow() throws Exception {
        POSTGRES.run(
                "CREATE TABLE amounts (id int PRIMARY KEY, v numeric, at time)",
                "INSERT INTO amounts SELECT n, n / 4.0, '10:00' FROM generate_series(1, 5000) n",
                "UPDATE amounts SET v = 'NaN' WHERE id = 700",
                "UPDATE amounts SET at = '24:00' WHERE id = 4000");
        RowType columns =
                columns(
                        "id", DataTypes.INT(),
                        "v", DataTypes.DECIMAL(38, 4),
                        "at", DataTypes.TIME());

        for (String sharedSnapshot : List.of("true", "false")) {
            Map<Integer, String> faults =
                    faults(
                            POSTGRES.table(
                                    columns,
                                    List.of("id"),
                                    "table-name",
                                    "amounts",
                                    "scan.partition.num",
                                    "4",
                                    "scan.shared-snapshot",
                                    sharedSnapshot));
            assertThat(faults).hasSize(5_000);
            assertThat(faults.values()).filteredOn(fault -> !fault.isEmpty()).hasSize(2);
            assertThat(faults.get(700)).startsWith("1: NaN (numeric)");
            assertThat(faults.get(4_000)).startsWith("2: 24:00:00 (time)");
        }
    }

    @Test
    void aRowHasTheSameBytesEachTime() throws Exception {
        WarehouseTable table = query(DataTypes.DECIMAL(38, 18), "'NaN'::numeric");

        assertThat(rows(table)).isEqualTo(rows(table));
    }

    @Test
    void anUnreadableKeyEndsTheRead() {
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.INT()),
                        List.of("id"),
                        "query",
                        "SELECT 1 AS id UNION ALL SELECT 5000000000");

        assertThatThrownBy(() -> rows(table))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("column 'id' (int8) of the row with key [5000000000]");
    }

    @Test
    void paddingIsRemovedFromText() throws Exception {
        POSTGRES.run(
                "CREATE TABLE padded (code char(12) PRIMARY KEY, plan char(8), free text)",
                "INSERT INTO padded VALUES ('u-1', 'pro', 'x  '), ('u-2', '', 'y')",
                "INSERT INTO padded SELECT 'n-' || n, NULL, 'z' FROM generate_series(1, 3000) n");
        RowType columns =
                columns(
                        "code", DataTypes.STRING(),
                        "plan", DataTypes.STRING(),
                        "free", DataTypes.STRING());
        List<List<EncodedRow>> readings = new ArrayList<>();
        for (String[] options :
                new String[][] {
                    {"table-name", "padded", "scan.partition.num", "5"},
                    {"table-name", "padded", "scan.shared-snapshot", "false"},
                    {"query", "SELECT * FROM padded"},
                    {"query", "SELECT * FROM padded", "properties.prepareThreshold", "0"}
                }) {
            List<EncodedRow> rows = rows(POSTGRES.table(columns, List.of("code"), options));
            rows.sort((a, b) -> a.getString(0).compareTo(b.getString(0)));
            readings.add(rows);
        }

        assertThat(readings).allMatch(rows -> rows.equals(readings.get(0)));
        EncodedRow row =
                readings.get(0).stream()
                        .filter(one -> one.getString(0).toString().equals("u-1"))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.getString(1)).hasToString("pro");
        assertThat(row.getString(2)).hasToString("x  ");
    }

    /** Emits each row on its own, with its faults. */
    private static final class RowsWithFaults implements RangeRecordCollector<RowData> {

        private final PlainRangeCollector rows = new PlainRangeCollector();

        @Override
        public void add(EncodedRow row, Object[] key) {
            rows.add(row, key);
        }

        @Override
        public boolean takesUnreadable() {
            return true;
        }

        @Override
        public boolean isFull() {
            return rows.isFull();
        }

        @Override
        public List<RangeRecord<RowData>> take() {
            return rows.take();
        }
    }
}
