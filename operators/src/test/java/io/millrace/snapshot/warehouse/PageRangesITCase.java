/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.StoredTable;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.PageRange;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import io.millrace.snapshot.warehouse.range.RangeState;
import io.millrace.snapshot.warehouse.range.RemainingRanges;
import io.millrace.snapshot.warehouse.range.RemainingRanges.Plan;
import io.millrace.snapshot.warehouse.range.RemainingRangesSerializer;
import io.millrace.snapshot.warehouse.range.TableRange;
import io.millrace.snapshot.warehouse.range.TableRangeSerializer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PageRangesITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static final List<Long> ALL = LongStream.rangeClosed(1, 20_000).boxed().toList();

    @BeforeEach
    void createTable() throws Exception {
        POSTGRES.run(
                "DROP TABLE IF EXISTS things CASCADE",
                "CREATE TABLE things (k text PRIMARY KEY, n bigint, filler text)"
                        + " WITH (autovacuum_enabled = off)",
                "INSERT INTO things SELECT md5(n::text), n, repeat('x', 60)"
                        + " FROM generate_series(1, 20000) n");
    }

    private static WarehouseTable things(String... options) {
        List<String> all = new ArrayList<>(List.of("table-name", "things"));
        all.addAll(List.of("scan.partition.num", "9", "scan.fetch-size", "700"));
        all.addAll(List.of(options));
        return POSTGRES.table(
                columns("k", DataTypes.STRING(), "n", DataTypes.BIGINT()),
                List.of("k"),
                all.toArray(String[]::new));
    }

    private static PageRange pages(TableRange range) {
        return range.match(keys -> Optional.<PageRange>empty(), Optional::of).orElseThrow();
    }

    private static boolean byPages(WarehouseTable table) {
        return Reading.plan(table).stream()
                .allMatch(range -> range.match(keys -> false, pages -> true));
    }

    @Test
    void aStoredTableIsReadByItsPagesWhateverTheKey() {
        assertThat(Reading.plan(things())).hasSize(9);
        assertThat(byPages(things())).isTrue();
        for (int stop : List.of(0, 1, 700, 1_500)) {
            assertThat(Reading.all(things(), stop, row -> row.getLong(1)))
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void aTableWithoutAKeyIsReadInSeveralRanges() throws Exception {
        POSTGRES.run("ALTER TABLE things DROP CONSTRAINT things_pkey");
        WarehouseTable table =
                POSTGRES.table(
                        columns("n", DataTypes.BIGINT()),
                        List.of(),
                        "table-name",
                        "things",
                        "scan.partition.num",
                        "4");

        assertThat(Reading.plan(table)).hasSize(4);
        assertThat(Reading.all(table, 33, row -> row.getLong(0)))
                .containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void pageRangesAreConsecutiveAndTheLastOneIsOpen() {
        StoredTable large = new StoredTable(7, 1_000_000, 3_000_000);
        List<PageRange> ranges = PageRange.of(large, WarehouseDialect.AUTOMATIC, "s");

        assertThat(ranges).hasSize(245);
        assertThat(ranges.get(0).from()).isZero();
        for (int index = 1; index < ranges.size(); index++) {
            assertThat(ranges.get(index - 1).upTo())
                    .isEqualTo(OptionalLong.of(ranges.get(index).from()));
            assertThat(ranges.get(index).number()).isEqualTo(index);
        }
        assertThat(ranges.get(ranges.size() - 1).upTo()).isEmpty();
        StoredTable huge = new StoredTable(7, 1L << 32, 1e12);
        assertThat(PageRange.of(huge, WarehouseDialect.AUTOMATIC, "s")).hasSize(2_048);
        assertThat(PageRange.of(new StoredTable(7, 3, -1), 100, "s")).hasSize(3);
        assertThat(PageRange.of(new StoredTable(7, 0, -1), 100, "s")).hasSize(1);
    }

    @Test
    void theServerReadsOnlyThePagesOfTheRange() throws Exception {
        WarehouseTable table = things();
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect())) {
            RowShape shape = RowShape.of(connection, table);
            for (TableRange range : Reading.plan(table)) {
                BoundSql sql = table.statement(shape, range);
                try (PreparedStatement explain =
                        connection.prepareStatement("EXPLAIN " + sql.sql())) {
                    assertThat(JdbcStatements.texts(explain).get(0).get(0))
                            .startsWith("Tid Range Scan on things");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW other AS SELECT * FROM things",
                "CREATE TABLE other (LIKE things) PARTITION BY HASH (n)",
                "CREATE TABLE other (LIKE things); CREATE TABLE child () INHERITS (other)",
                "CREATE TABLE other (LIKE things)"
            })
    void aRelationThatIsNotOneStoredTableIsReadByKey(String other) throws Exception {
        POSTGRES.run("DROP TABLE IF EXISTS child");
        POSTGRES.run(other);
        WarehouseTable table =
                POSTGRES.table(
                        columns("k", DataTypes.STRING()),
                        List.of("k"),
                        "table-name",
                        "other",
                        "scan.partition.num",
                        "9");

        assertThat(byPages(table)).isFalse();
        POSTGRES.run(
                other.startsWith("CREATE VIEW") ? "DROP VIEW other" : "DROP TABLE other CASCADE");
    }

    @Test
    void aQueryAndATableWithoutASharedSnapshotAreReadByKey() {
        WarehouseTable query =
                POSTGRES.table(
                        columns("k", DataTypes.STRING()),
                        List.of("k"),
                        "query",
                        "SELECT k FROM things");

        assertThat(byPages(query)).isFalse();
        assertThat(byPages(things("scan.shared-snapshot", "false"))).isFalse();
    }

    @Test
    void aMaterializedViewIsReadByItsPages() throws Exception {
        POSTGRES.run("CREATE MATERIALIZED VIEW copied AS SELECT * FROM things");
        WarehouseTable table = things("table-name", "copied");

        assertThat(byPages(table)).isTrue();
        assertThat(Reading.all(table, 0, row -> row.getLong(1)))
                .containsExactlyInAnyOrderElementsOf(ALL);
    }

    /** Rows move between pages, appear and vanish during the read. */
    @Test
    void everyRowOfTheSnapshotIsReadOnceWhileTheTableChanges() throws Exception {
        WarehouseTable table = things();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> changes = CompletableFuture.supplyAsync(() -> change(over));
        for (int round = 0; round < 6; round++) {
            List<String> read = new ArrayList<>();
            List<String> stored;
            try (RangePlanner planner = new RangePlanner(table)) {
                List<TableRange> ranges = planner.plan().ranges();
                stored = stored(pages(ranges.get(0)).snapshot());
                for (TableRange range : ranges) {
                    TableRange half = readPart(table, range, 100 * round, read);
                    readPart(table, half, Integer.MAX_VALUE, read);
                }
            }
            assertThat(read).containsExactlyInAnyOrderElementsOf(stored);
        }
        over.set(true);
        assertThat(changes.get()).isGreaterThan(100);
    }

    private static TableRange readPart(
            WarehouseTable table, TableRange range, int most, List<String> read) {
        RangeState state = range.state();
        List<RangeRecord<RowData>> rows = Reading.rows(table, range);
        for (RangeRecord<RowData> row : rows.subList(0, Math.min(most, rows.size()))) {
            state.advance(row);
            read.add(row.record().getString(0) + " " + row.record().getLong(1));
        }
        return state.toRange();
    }

    /** Returns the rows of the same snapshot, read by a plain statement. */
    private static List<String> stored(String snapshot) throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            try (ResultSet result = statement.executeQuery("SELECT k || ' ' || n FROM things")) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            connection.rollback();
        }
        return rows;
    }

    private static long change(AtomicBoolean over) {
        Random random = new Random(7);
        long done = 0;
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                int id = random.nextInt(25_000);
                int few = 1 + random.nextInt(30);
                done +=
                        switch (random.nextInt(5)) {
                            case 0 ->
                                    statement.executeUpdate(
                                            "DELETE FROM things WHERE n BETWEEN %d AND %d"
                                                    .formatted(id, id + few));
                            case 1 ->
                                    statement.executeUpdate(
                                            "INSERT INTO things SELECT md5(i::text), i, 'new' FROM"
                                                    + " generate_series(%d, %d) i ON CONFLICT DO NOTHING"
                                                            .formatted(id, id + few));
                            case 2 -> {
                                statement.execute("VACUUM things");
                                yield 0;
                            }
                            default ->
                                    statement.executeUpdate(
                                            "UPDATE things SET filler = repeat('y', %d), n = n + 50000"
                                                            .formatted(random.nextInt(300))
                                                    + " WHERE n %% 100 = %d AND n < 200000"
                                                            .formatted(id % 100));
                        };
            }
            return done;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRangeIsNotReadOutsideItsSnapshot() throws Exception {
        WarehouseTable table = things();
        RangePlanner planner = new RangePlanner(table);
        TableRange range = planner.plan().ranges().get(3);
        assertThat(Reading.rows(table, range)).isNotEmpty();
        planner.close();
        POSTGRES.run(
                "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_stat_activity WHERE pid <>"
                        + " pg_backend_pid() AND application_name = 'millrace') LOOP PERFORM"
                        + " pg_sleep(0.01); END LOOP; END $$");

        assertThatThrownBy(() -> Reading.rows(table, range))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("table things")
                .hasMessageContaining("snapshot")
                .hasMessageContaining("is gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE things",
                "VACUUM FULL things",
                "CLUSTER things USING things_pkey",
                "ALTER TABLE things ALTER COLUMN n TYPE numeric USING n; ALTER TABLE things ALTER"
                        + " COLUMN n TYPE bigint USING n",
                "ALTER TABLE things RENAME TO former; CREATE TABLE things AS SELECT * FROM former;"
                        + " DROP TABLE former"
            })
    void rewritingTheTableDuringTheReadFailsTheRead(String rewrite) throws Exception {
        WarehouseTable table = things();
        try (RangePlanner planner = new RangePlanner(table)) {
            List<TableRange> ranges = planner.plan().ranges();
            assertThat(Reading.rows(table, ranges.get(0))).isNotEmpty();
            POSTGRES.run(rewrite);

            for (TableRange range : ranges) {
                assertThatThrownBy(() -> Reading.rows(table, range))
                        .isInstanceOf(WarehouseException.class)
                        .hasMessageContaining("table things")
                        .hasMessageContaining("was rewritten while it was read");
            }
        }
    }

    @Test
    void rewritingTheTableBetweenSnapshotAndPlanFailsTheRead() throws Exception {
        WarehouseTable table = things();
        WarehouseDialect dialect = table.dialect();
        try (Connection planning = ConnectionFactory.open(table.connection(), dialect)) {
            String snapshot =
                    dialect.sharedSnapshots().orElseThrow().export(planning).orElseThrow();
            POSTGRES.run("TRUNCATE things");
            StoredTable things =
                    dialect.pageAccess().orElseThrow().find(planning, "things").orElseThrow();
            PageRange range = PageRange.of(things, 1, snapshot).get(0);

            assertThatThrownBy(() -> Reading.rows(table, range))
                    .hasMessageContaining("was rewritten while it was read");
            planning.rollback();
        }
    }

    @Test
    void aRangeEqualsItsSerializedForm() throws Exception {
        PageRange open = new PageRange(3, 1L << 33, OptionalLong.empty(), 4_000_000_000L, 5, "a-b");
        PageRange closed = new PageRange(0, 0, OptionalLong.of(9), 1, 0, "a-b");
        TableRangeSerializer ranges = new TableRangeSerializer();
        RemainingRanges remaining = new RemainingRanges(Plan.ONE_MOMENT, List.of(open, closed));
        RemainingRangesSerializer all = new RemainingRangesSerializer();

        assertThat(ranges.deserialize(1, ranges.serialize(open))).isEqualTo(open);
        assertThat(ranges.deserialize(1, ranges.serialize(closed))).isEqualTo(closed);
        assertThat(all.deserialize(1, all.serialize(remaining))).isEqualTo(remaining);
    }
}
