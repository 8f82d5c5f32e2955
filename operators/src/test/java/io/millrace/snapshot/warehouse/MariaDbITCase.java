/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowCodec;
import io.millrace.snapshot.warehouse.range.KeyRange;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MariaDB's values are read exactly, or refused. */
@Timeout(60)
class MariaDbITCase {

    @RegisterExtension static final MariaDbFixture MARIADB = new MariaDbFixture();

    @BeforeAll
    static void createTable() throws Exception {
        MARIADB.run(
                "CREATE TABLE odd (id INT PRIMARY KEY, born DATE, seen DATETIME(6), at TIMESTAMP(3)"
                        + " NULL, span TIME(3), y YEAR, flags BIT(8), flag BIT(1), wide BIT(64),"
                        + " n BIGINT UNSIGNED, code CHAR(8))",
                "INSERT INTO odd VALUES (1, '2024-02-29', '2024-02-29 10:00:00.123456',"
                        + " '2024-02-29 10:00:00.5', '10:30:00.250', 2024, 2, 1, 2,"
                        + " 18446744073709551615, 'pro')",
                "INSERT INTO odd VALUES (2, '0000-00-00', '0000-00-00 00:00:00',"
                        + " '0000-00-00 00:00:00', '120:30:00', 0, 255, 0, ~0, 0, '')",
                "INSERT INTO odd VALUES (3, '2024-00-10', '2024-00-10 00:00:00', NULL,"
                        + " '-10:30:00', NULL, NULL, NULL, NULL, NULL, NULL)");
    }

    /** Returns the value of a column, or the text of its fault. */
    private static Object value(String column, DataType type, int id) throws Exception {
        RowType columns = columns("id", DataTypes.INT(), column, type);
        WarehouseTable table = MARIADB.table(columns, List.of("id"), "table-name", "odd");
        List<EncodedRow> rows = UnreadableValuesITCase.rows(table);
        assertThat(rows).hasSize(3);
        EncodedRow row = rows.get(id - 1);
        Optional<RowCodec.Unreadable> fault = RowCodec.of(columns).unreadable(row.toBytes());
        return fault.<Object>map(RowCodec.Unreadable::message)
                .orElseGet(
                        () ->
                                RowData.createFieldGetter(columns.getTypeAt(1), 1)
                                        .getFieldOrNull(row));
    }

    private static String text(String column, int id) throws Exception {
        return String.valueOf(value(column, DataTypes.STRING(), id));
    }

    @Test
    void aTimeSpanIsRefusedAsATimeAndReadAsText() throws Exception {
        assertThat(value("span", DataTypes.TIME(3), 1)).isEqualTo((10 * 3600 + 1800) * 1000 + 250);
        assertThat(value("span", DataTypes.TIME(3), 2))
                .isEqualTo("120:30:00.000 (TIME) can't be read as TIME(3)");
        assertThat(value("span", DataTypes.TIME(3), 3))
                .isEqualTo("-10:30:00.000 (TIME) can't be read as TIME(3)");
        assertThat(text("span", 2)).isEqualTo("120:30:00.000");
        assertThat(text("span", 3)).isEqualTo("-10:30:00.000");
    }

    @Test
    void aDateOfZerosIsNullAndAnInvalidDateIsRefused() throws Exception {
        for (int id = 1; id <= 3; id++) {
            Object born = value("born", DataTypes.DATE(), id);
            Object seen = value("seen", DataTypes.TIMESTAMP(6), id);
            Object at = value("at", DataTypes.TIMESTAMP_LTZ(3), id);
            switch (id) {
                case 1 -> {
                    assertThat(born).isEqualTo(19_782);
                    assertThat(seen)
                            .isEqualTo(TimestampData.fromEpochMillis(1_709_200_800_123L, 456_000));
                    assertThat(at).isEqualTo(TimestampData.fromEpochMillis(1_709_200_800_500L));
                }
                case 2 -> assertThat(new Object[] {born, seen, at}).containsOnlyNulls();
                default -> {
                    assertThat(born).isEqualTo("2024-00-10 (DATE) can't be read as DATE");
                    assertThat(seen.toString()).startsWith("2024-00-10 00:00:00");
                    assertThat(at).isNull();
                    assertThat(text("born", id)).isEqualTo("2024-00-10");
                }
            }
        }
    }

    @Test
    void severalBitsAreANumberAndOneIsABoolean() throws Exception {
        assertThat(value("flags", DataTypes.BIGINT(), 1)).isEqualTo(2L);
        assertThat(value("flags", DataTypes.SMALLINT(), 2)).isEqualTo((short) 255);
        assertThat(value("flag", DataTypes.BOOLEAN(), 1)).isEqualTo(true);
        assertThat(value("flag", DataTypes.BOOLEAN(), 2)).isEqualTo(false);
        assertThat(value("wide", DataTypes.DECIMAL(20, 0), 2)).hasToString("18446744073709551615");
        assertThat(value("wide", DataTypes.BIGINT(), 2).toString()).contains("can't be read");
        assertThat(
                        WarehouseInspection.problems(
                                MARIADB.options("table-name", "odd"),
                                columns("id", DataTypes.INT(), "flags", DataTypes.BOOLEAN()),
                                List.of("id")))
                .singleElement()
                .extracting(WarehouseProblem::message)
                .asString()
                .contains("column 'flags'", "BOOLEAN", "declare it BIGINT");
    }

    @Test
    void numbersAndTextsAreReadExactly() throws Exception {
        assertThat(value("n", DataTypes.DECIMAL(20, 0), 1)).hasToString("18446744073709551615");
        assertThat(value("y", DataTypes.INT(), 1)).isEqualTo(2024);
        assertThat(value("y", DataTypes.INT(), 2)).isEqualTo(0);
        assertThat(text("code", 1)).isEqualTo("pro");
    }

    @Test
    void aTableIsReadByOneStatementUnlessTheNumberOfRangesIsSet() throws Exception {
        RowType id = columns("id", DataTypes.INT());
        assertThat(Reading.plan(MARIADB.table(id, List.of("id"), "table-name", "odd")))
                .containsExactly(KeyRange.whole());
        assertThat(
                        WarehouseInspection.problems(
                                MARIADB.options("table-name", "odd", "scan.partition.num", "2"),
                                id,
                                List.of("id")))
                .extracting(WarehouseProblem::message)
                .anyMatch(text -> text.contains("in 2 ranges, each at a moment of its own"));
    }
}
