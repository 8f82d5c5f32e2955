/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

/** What every dialect must do. A dialect's test extends it with a server. */
abstract class DialectConformance {

    private static final int ROWS = 60;
    private static final List<Integer> ALL = IntStream.rangeClosed(1, ROWS).boxed().toList();

    /** Where a reader is interrupted, in rows of a range; 0 for a read without interruption. */
    private static final List<Integer> STOPS = List.of(0, 1, 7);

    /**
     * A type of the database with a value.
     *
     * @param expected the value in Flink's internal form
     */
    record Sample(String sqlType, String literal, DataType declared, Object expected) {}

    /** Runs statements that return no rows. */
    abstract void run(String... statements) throws SQLException;

    /** Returns options of the DDL, at least {@code url}. */
    abstract Map<String, String> options();

    /** Returns a sample of every type that models are likely to have. */
    abstract List<Sample> samples();

    /** Samples whose SQL is standard. */
    static List<Sample> standardSamples() {
        return List.of(
                new Sample("SMALLINT", "-32768", DataTypes.SMALLINT(), Short.MIN_VALUE),
                new Sample("INTEGER", "2147483647", DataTypes.INT(), Integer.MAX_VALUE),
                new Sample("BIGINT", "9223372036854775807", DataTypes.BIGINT(), Long.MAX_VALUE),
                new Sample(
                        "DECIMAL(12, 2)",
                        "1234567890.25",
                        DataTypes.DECIMAL(12, 2),
                        DecimalData.fromUnscaledLong(123_456_789_025L, 12, 2)),
                new Sample("DOUBLE PRECISION", "0.1", DataTypes.DOUBLE(), 0.1),
                new Sample(
                        "VARCHAR(40)",
                        "'\u00fc it''s'",
                        DataTypes.STRING(),
                        StringData.fromString("\u00fc it's")),
                new Sample("DATE", "'2024-02-29'", DataTypes.DATE(), 19_782));
    }

    /** A sample of a date and time without a time zone. */
    static Sample timestamp(String sqlType) {
        return new Sample(
                sqlType,
                "'2024-02-29 10:00:00.123456'",
                DataTypes.TIMESTAMP(6),
                TimestampData.fromEpochMillis(1_709_200_800_123L, 456_000));
    }

    private WarehouseTable table(RowType columns, List<String> key, String... more) {
        Map<String, String> all = new TreeMap<>(options());
        for (int index = 0; index < more.length; index += 2) {
            all.put(more[index], more[index + 1]);
        }
        return WarehouseDefinition.table(all, columns, key);
    }

    private WarehouseDialect dialect() {
        return Dialects.of(options().get("url"));
    }

    private static List<Integer> numbers(WarehouseTable table, int stop) {
        return Reading.all(table, stop, row -> row.getInt(0));
    }

    @Test
    void namesWithoutQuotesFollowTheDatabase() throws Exception {
        run(
                "CREATE TABLE plain_names (some_id INTEGER PRIMARY KEY, SomeText VARCHAR(20))",
                "INSERT INTO plain_names VALUES (1, 'x')");

        assertThat(
                        numbers(
                                table(
                                        columns("some_id", DataTypes.INT()),
                                        List.of("some_id"),
                                        "table-name",
                                        "plain_names"),
                                0))
                .containsExactly(1);
    }

    @Test
    void namesInQuotesKeepTheirLetters() throws Exception {
        String table = dialect().quote("Odd Table");
        String column = dialect().quote("Odd Name");
        run(
                "CREATE TABLE " + table + " (" + column + " INTEGER PRIMARY KEY)",
                "INSERT INTO " + table + " VALUES (1)");

        assertThat(
                        numbers(
                                table(
                                        columns("Odd Name", DataTypes.INT()),
                                        List.of("Odd Name"),
                                        "table-name",
                                        "\"Odd Table\""),
                                0))
                .containsExactly(1);
    }

    @Test
    void everyRangeOfACompositeKeyResumes() throws Exception {
        run("CREATE TABLE pairs (n INTEGER, a INTEGER, b VARCHAR(20), PRIMARY KEY (a, b))");
        for (int n : ALL) {
            run("INSERT INTO pairs VALUES (" + n + ", " + n / 10 + ", 'b" + n % 10 + "')");
        }
        WarehouseTable table =
                table(
                        columns(
                                "n",
                                DataTypes.INT(),
                                "a",
                                DataTypes.INT(),
                                "b",
                                DataTypes.STRING()),
                        List.of("a", "b"),
                        "table-name",
                        "pairs",
                        "scan.partition.num",
                        "3");

        for (int stop : STOPS) {
            assertThat(numbers(table, stop)).containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void textKeysAreComparedAsTheServerOrdersThem() throws Exception {
        List<String> prefixes = List.of("a", "B", "\u00fc", "it''s ", "_");
        run("CREATE TABLE texts (n INTEGER, k VARCHAR(20) PRIMARY KEY)");
        for (int n : ALL) {
            run("INSERT INTO texts VALUES (" + n + ", '" + prefixes.get(n % 5) + n + "')");
        }
        WarehouseTable table =
                table(
                        columns("n", DataTypes.INT(), "k", DataTypes.STRING()),
                        List.of("k"),
                        "query",
                        "SELECT n, k FROM texts -- with a comment at the end");

        for (int stop : STOPS) {
            assertThat(numbers(table, stop)).containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void rowsWithoutAKeyAreReadOnce() throws Exception {
        run("CREATE TABLE holes (n INTEGER, a INTEGER, b INTEGER)");
        for (int n : ALL) {
            String b = n % 7 == 0 ? "NULL" : String.valueOf(n % 10);
            run("INSERT INTO holes VALUES (" + n + ", " + n / 10 + ", " + b + ")");
        }
        for (String ranges : List.of("1", "4")) {
            WarehouseTable table =
                    table(
                            columns(
                                    "n",
                                    DataTypes.INT(),
                                    "a",
                                    DataTypes.INT(),
                                    "b",
                                    DataTypes.INT()),
                            List.of("a", "b"),
                            "table-name",
                            "holes",
                            "scan.partition.num",
                            ranges);

            assertThat(numbers(table, 0)).containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void valuesAreReadExactly() throws Exception {
        for (Sample sample : samples()) {
            run(
                    "CREATE TABLE sample (id INTEGER PRIMARY KEY, v " + sample.sqlType() + ")",
                    "INSERT INTO sample VALUES (1, " + sample.literal() + ")",
                    "INSERT INTO sample VALUES (2, NULL)");
            RowType columns = columns("id", DataTypes.INT(), "v", sample.declared());
            RowData.FieldGetter value = RowData.createFieldGetter(columns.getTypeAt(1), 1);
            List<Object> read = new ArrayList<>();
            for (RowData row :
                    Reading.all(
                            table(columns, List.of("id"), "table-name", "sample"), 0, row -> row)) {
                read.add(value.getFieldOrNull(row));
            }
            run("DROP TABLE sample");

            assertThat(read).as(sample.sqlType()).containsExactly(sample.expected(), null);
        }
    }
}
