/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.warehouse.dialect.EvenBounds;
import io.millrace.snapshot.warehouse.range.KeyRange;
import io.millrace.snapshot.warehouse.range.RemainingRanges;
import io.millrace.snapshot.warehouse.range.RemainingRanges.Plan;
import io.millrace.snapshot.warehouse.range.RemainingRangesSerializer;
import io.millrace.snapshot.warehouse.range.TableRange;
import io.millrace.snapshot.warehouse.range.TableRangeSerializer;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRangesITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | n",
                "bigint | n * 3000000000",
                "smallint | n - 1000",
                "numeric | n / 7.0",
                "numeric(30,10) | -n / 7.0",
                "double precision | n / 7.0",
                "text | md5(n::text)",
                "text COLLATE \"C\" | concat(chr(60 + (n % 60)::int), n)",
                "text COLLATE \"en-x-icu\" | concat(chr(60 + (n % 60)::int), n)",
                "varchar(40) | concat(chr(60 + (n % 60)::int), n)",
                "char(12) | concat('k', n)",
                "uuid | md5(n::text)::uuid",
                "timestamp | timestamp '2020-03-29 00:00:00.123456' + n * interval '61.5 seconds'",
                "timestamptz | timestamptz '0001-01-01 00:00:00 BC' + n * interval '1001.5 hours'",
                "date | date '9990-01-01' + n::int * 10",
                "time | time '00:00' + n * interval '17.007 seconds'",
                "bytea | decode(md5(n::text), 'hex')"
            })
    void aKeyOfEveryComparableTypeIsDividedAndResumed(String type, String value) throws Exception {
        POSTGRES.run(
                "DROP TABLE IF EXISTS keyed",
                "CREATE TABLE keyed (k " + type + " PRIMARY KEY, n bigint)",
                "INSERT INTO keyed SELECT " + value + ", n FROM generate_series(1, 3000) n");
        WarehouseTable table =
                POSTGRES.table(
                        columns("k", declared(type), "n", DataTypes.BIGINT()),
                        List.of("k"),
                        "query",
                        "SELECT * FROM keyed",
                        "scan.partition.num",
                        "7");

        assertThat(Reading.plan(table)).hasSize(7);
        assertThat(Reading.all(table, 100, row -> row.getLong(1)))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 3000).boxed().toList());
    }

    private static DataType declared(String type) {
        return switch (type.replaceAll("[ (].*", "")) {
            case "integer" -> DataTypes.INT();
            case "bigint" -> DataTypes.BIGINT();
            case "smallint" -> DataTypes.SMALLINT();
            case "numeric", "double" -> DataTypes.DOUBLE();
            case "timestamp" -> DataTypes.TIMESTAMP(3);
            case "timestamptz" -> DataTypes.TIMESTAMP_LTZ(3);
            case "date" -> DataTypes.DATE();
            case "time" -> DataTypes.TIME();
            case "bytea" -> DataTypes.BYTES();
            default -> DataTypes.STRING();
        };
    }

    @Test
    void aKeyMayHoldInfinity() throws Exception {
        POSTGRES.run(
                "CREATE TABLE prices (item bigint, valid_to date, seen timestamptz,"
                        + " PRIMARY KEY (valid_to, seen, item))",
                "INSERT INTO prices VALUES (1, '2026-01-01', 'infinity'), (2, 'infinity', now()),"
                        + " (3, '-infinity', '-infinity'), (4, 'infinity', 'infinity')");
        WarehouseTable table =
                POSTGRES.table(
                        columns(
                                "item", DataTypes.BIGINT(),
                                "valid_to", DataTypes.DATE(),
                                "seen", DataTypes.TIMESTAMP_LTZ(6)),
                        List.of("valid_to", "seen", "item"),
                        "table-name",
                        "prices");

        for (int stop = 0; stop <= 4; stop++) {
            assertThat(Reading.all(table, stop, row -> row.getLong(0)))
                    .containsExactly(3L, 1L, 2L, 4L);
        }
    }

    @Test
    void aCompositeKeyIsDividedWithinOneLeadingValue() throws Exception {
        POSTGRES.run(
                "CREATE TABLE pairs (tenant int, name text, n bigint, PRIMARY KEY (tenant, name))",
                "INSERT INTO pairs SELECT CASE WHEN n < 4500 THEN 1 ELSE n END, 'n' || n, n"
                        + " FROM generate_series(1, 5000) n");
        WarehouseTable table =
                POSTGRES.table(
                        columns(
                                "n", DataTypes.BIGINT(),
                                "name", DataTypes.STRING(),
                                "tenant", DataTypes.INT()),
                        List.of("tenant", "name"),
                        "query",
                        "SELECT * FROM public.pairs",
                        "scan.partition.num",
                        "5");

        assertThat(Reading.sizes(table))
                .hasSize(5)
                .allSatisfy(size -> assertThat(size).isBetween(800, 1200));
        assertThat(Reading.all(table, 333, row -> row.getLong(0)))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 5000).boxed().toList());
    }

    @Test
    void skewedKeysGiveRangesOfEqualSize() throws Exception {
        POSTGRES.run(
                "CREATE TABLE skewed (id bigint PRIMARY KEY)",
                "INSERT INTO skewed SELECT n FROM generate_series(1, 9000) n",
                "INSERT INTO skewed SELECT 9000000000000000000 + n FROM generate_series(1, 1000) n",
                "INSERT INTO skewed VALUES (-9223372036854775808), (9223372036854775807)");
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.BIGINT()),
                        List.of("id"),
                        "query",
                        "SELECT * FROM skewed",
                        "scan.partition.num",
                        "10");

        assertThat(Reading.sizes(table))
                .hasSize(10)
                .allSatisfy(size -> assertThat(size).isBetween(900, 1100));
    }

    @Test
    void aLargeTableIsDividedByDefault() throws Exception {
        POSTGRES.run(
                "CREATE TABLE large (id bigint PRIMARY KEY)",
                "INSERT INTO large SELECT n FROM generate_series(1, 300000) n",
                "ANALYZE large");
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.BIGINT()),
                        List.of("id"),
                        "query",
                        "SELECT * FROM large");

        assertThat(Reading.plan(table)).hasSize(6);
        assertThat(Reading.all(table, 10, row -> row.getLong(0)))
                .hasSize(300_000)
                .doesNotHaveDuplicates();
    }

    @Test
    void rowsWithoutAKeyAreReadOnceInOneRangeAndInSeveral() throws Exception {
        POSTGRES.run(
                "CREATE TABLE holes (a int, b int, n bigint)",
                "INSERT INTO holes SELECT n / 10, n % 10, n FROM generate_series(1, 1000) n",
                "INSERT INTO holes VALUES (NULL, 1, 1001), (5, NULL, 1002), (NULL, NULL, 1003)");
        List<Long> all = LongStream.rangeClosed(1, 1003).boxed().toList();
        for (String ranges : List.of("1", "4")) {
            WarehouseTable table =
                    POSTGRES.table(
                            columns(
                                    "n",
                                    DataTypes.BIGINT(),
                                    "a",
                                    DataTypes.INT(),
                                    "b",
                                    DataTypes.INT()),
                            List.of("a", "b"),
                            "query",
                            "SELECT * FROM holes",
                            "scan.partition.num",
                            ranges);

            assertThat(Reading.all(table, 0, row -> row.getLong(0)))
                    .containsExactlyInAnyOrderElementsOf(all);
            assertThat(Reading.all(table, 20, row -> row.getLong(0))).containsAll(all);
        }
    }

    @Test
    void rowsWithTheSameKeyAreReadOnceWhenInterruptedBetweenThem() throws Exception {
        POSTGRES.run(
                "CREATE TABLE twins (id int, n bigint)",
                "INSERT INTO twins SELECT n / 3, n FROM generate_series(0, 29) n");
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.INT()),
                        List.of("id"),
                        "query",
                        "SELECT * FROM twins");

        assertThat(Reading.all(table, 10, row -> row.getInt(0)))
                .hasSize(30)
                .containsExactlyElementsOf(
                        LongStream.range(0, 30).mapToObj(n -> (int) (n / 3)).toList());
    }

    @Test
    void aQueryIsDividedByTheTableOfItsKey() throws Exception {
        POSTGRES.run(
                "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric)",
                "INSERT INTO orders SELECT n, n FROM generate_series(1, 2000) n");
        WarehouseTable table =
                POSTGRES.table(
                        columns("order_id", DataTypes.BIGINT()),
                        List.of("order_id"),
                        "query",
                        "SELECT id AS order_id FROM orders WHERE total > 500 -- the large ones",
                        "scan.partition.num",
                        "4");

        assertThat(Reading.plan(table)).hasSizeGreaterThan(2);
        assertThat(Reading.all(table, 7, row -> row.getLong(0)))
                .hasSize(1500)
                .doesNotHaveDuplicates();
    }

    @Test
    void anEmptyTableIsOneRangeWithoutRows() throws Exception {
        POSTGRES.run("CREATE TABLE nobody (id int PRIMARY KEY)");
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.INT()),
                        List.of("id"),
                        "query",
                        "SELECT * FROM nobody");

        assertThat(Reading.plan(table))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("snapshot")
                .containsExactly(KeyRange.whole());
        assertThat(Reading.all(table, 0, row -> row.getInt(0))).isEmpty();
    }

    @Test
    void allRangesReadOneSnapshotAndFailWithoutIt() throws Exception {
        POSTGRES.run(
                "CREATE TABLE moving (id int PRIMARY KEY)",
                "INSERT INTO moving SELECT n FROM generate_series(1, 100) n");
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.INT()),
                        List.of("id"),
                        "query",
                        "SELECT * FROM moving",
                        "scan.partition.num",
                        "2");
        RangePlanner planner = new RangePlanner(table);
        TableRange last = planner.plan().ranges().get(1);
        int before = Reading.rows(table, last).size();
        POSTGRES.run("INSERT INTO moving VALUES (1000)");

        assertThat(Reading.rows(table, last)).hasSize(before);
        planner.close();
        Thread.sleep(300);
        assertThatThrownBy(() -> Reading.rows(table, last))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("the snapshot in which the reading of", "moving");
    }

    @Test
    void aRangeEqualsItsSerializedForm() throws Exception {
        KeyRange range =
                KeyRange.between(3, List.of("a", "\u00e9"), List.of("b"))
                        .after(Reading.at(2, "x", ""))
                        .in("00000003-0000001B-1");
        TableRangeSerializer ranges = new TableRangeSerializer();
        RemainingRanges remaining =
                new RemainingRanges(Plan.SEPARATE_MOMENTS, List.of(range, KeyRange.whole()));
        RemainingRangesSerializer all = new RemainingRangesSerializer();

        assertThat(ranges.deserialize(ranges.getVersion(), ranges.serialize(range)))
                .isEqualTo(range);
        assertThat(all.deserialize(all.getVersion(), all.serialize(remaining)))
                .isEqualTo(remaining);
        assertThatThrownBy(() -> ranges.deserialize(9, new byte[0])).hasMessageContaining("9");
    }

    @Test
    void evenBoundsCoverAllValuesOfLong() {
        assertThat(
                        EvenBounds.divide(
                                BigInteger.valueOf(Long.MIN_VALUE),
                                BigInteger.valueOf(Long.MAX_VALUE),
                                2))
                .containsExactly(List.of("0"));
        assertThat(EvenBounds.divide(BigInteger.ONE, BigInteger.TWO, 5)).doesNotHaveDuplicates();
    }
}
