/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.warehouse.range.TableRange;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Page ranges are copied, and streamed by the driver from the first row that needs it. */
@Timeout(60)
class CopiedRowsITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static final List<Long> ALL = LongStream.rangeClosed(1, 5_000).boxed().toList();

    @BeforeEach
    void createTable() throws Exception {
        POSTGRES.run(
                "DROP TABLE IF EXISTS terms",
                "CREATE TABLE terms (n bigint PRIMARY KEY, until date, amount numeric)",
                "INSERT INTO terms SELECT n, '2026-01-01', n / 4.0 FROM generate_series(1, 5000)"
                        + " n");
    }

    private static WarehouseTable terms(String... options) {
        List<String> all = new ArrayList<>(List.of("table-name", "terms"));
        all.addAll(List.of("scan.partition.num", "4"));
        all.addAll(List.of(options));
        return POSTGRES.table(
                columns(
                        "n",
                        DataTypes.BIGINT(),
                        "until",
                        DataTypes.DATE(),
                        "amount",
                        DataTypes.DECIMAL(38, 4)),
                List.of("n"),
                all.toArray(String[]::new));
    }

    private static List<String> statements() throws Exception {
        List<String> statements = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement();
                ResultSet running =
                        statement.executeQuery(
                                "SELECT query FROM pg_stat_activity"
                                        + " WHERE application_name = 'millrace'")) {
            while (running.next()) {
                statements.add(running.getString(1));
            }
        }
        return statements;
    }

    /** Returns the statements that ran while batches of a range arrived. */
    private static List<String> statementsOf(WarehouseTable table) throws Exception {
        List<String> seen = new ArrayList<>();
        try (RangePlanner planner = new RangePlanner(table)) {
            WarehouseSession<?> session =
                    new WarehouseSession<>(table, (columns, encoder) -> new PlainRangeCollector());
            for (TableRange range : planner.plan().ranges()) {
                session.read(range, batch -> seen.addAll(unchecked()));
            }
            session.abort();
        }
        return seen;
    }

    private static List<String> unchecked() {
        try {
            return statements();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void pagesAreCopied() throws Exception {
        assertThat(statementsOf(terms())).anyMatch(sql -> sql.startsWith("COPY (SELECT"));
        assertThat(Reading.all(terms(), 700, row -> row.getLong(0)))
                .containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void rowsFromTheFirstOneThatNeedsTheDriverAreReadOnce() throws Exception {
        POSTGRES.run(
                "UPDATE terms SET until = 'infinity' WHERE n IN (1, 2000, 2001, 5000)",
                "UPDATE terms SET amount = 12345678901234567890123456789.25 WHERE n % 1000 = 7",
                "VACUUM FULL terms");

        for (int stop : List.of(0, 1, 300, 1_100)) {
            assertThat(Reading.all(terms(), stop, row -> row.getLong(0)))
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
        assertThat(Reading.all(terms(), 0, row -> row.getDecimal(2, 38, 4).toString()))
                .contains("12345678901234567890123456789.2500", "0.2500");
    }

    @Test
    void aValueThatDoesNotFitIsReportedWithItsRow() throws Exception {
        POSTGRES.run("UPDATE terms SET amount = 0.00001 WHERE n = 4000");

        assertThatThrownBy(() -> Reading.all(terms(), 0, row -> row.getLong(0)))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("column 'amount'")
                .hasMessageContaining("row with key [4000] can't be read as declared");
    }

    @Test
    void readingALockedTableFailsAfterTheTimeout() throws Exception {
        WarehouseTable table = terms("query-timeout", "1 s");
        try (RangePlanner planner = new RangePlanner(table);
                Connection other = DriverManager.getConnection(POSTGRES.url());
                Statement statement = other.createStatement()) {
            TableRange range = planner.plan().ranges().get(0);
            WarehouseSession<?> session =
                    new WarehouseSession<>(table, (columns, encoder) -> new PlainRangeCollector());
            session.read(range, batch -> {});
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE terms IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> session.read(range, batch -> {}))
                    .isInstanceOf(WarehouseException.class)
                    .hasMessageContaining("canceling statement");
            session.abort();
        }
    }

    @Test
    void abortingCancelsTheStatementOnTheServer() throws Exception {
        WarehouseTable table = terms();
        try (RangePlanner planner = new RangePlanner(table);
                Connection other = DriverManager.getConnection(POSTGRES.url());
                Statement statement = other.createStatement()) {
            TableRange range = planner.plan().ranges().get(0);
            WarehouseSession<?> session =
                    new WarehouseSession<>(table, (columns, encoder) -> new PlainRangeCollector());
            session.read(range, batch -> {});
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE terms IN ACCESS EXCLUSIVE MODE");
            Thread reader =
                    new Thread(
                            () ->
                                    assertThatThrownBy(() -> session.read(range, batch -> {}))
                                            .isInstanceOf(WarehouseException.class));
            reader.start();
            while (waitingForLock() == 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            session.abort();
            reader.join();
            while (waitingForLock() > 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static int waitingForLock() throws Exception {
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement();
                ResultSet waiting =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                                        + " 'millrace' AND wait_event_type = 'Lock'")) {
            waiting.next();
            return waiting.getInt(1);
        }
    }
}
