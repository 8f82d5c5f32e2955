/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // close() of a Flink iterator may throw any exception.
class WarehouseTableITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private final TableEnvironment tables =
            TableEnvironment.create(EnvironmentSettings.inStreamingMode());

    private List<Row> rows(String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql(sql).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }

    private void declare(String name, String columns, String options) {
        tables.executeSql(
                String.format(
                        "CREATE TABLE %s (%s) WITH ('connector' = 'warehouse', 'url' = '%s', %s)",
                        name, columns, POSTGRES.url(), options));
    }

    @Test
    void aTableIsReadInParallelRanges() throws Exception {
        POSTGRES.run(
                "CREATE TABLE people (id bigint PRIMARY KEY, \"Full Name\" text, score"
                        + " numeric(10,2))",
                "INSERT INTO people SELECT n, 'p' || n, n / 4.0 FROM generate_series(1, 5000) n");
        declare(
                "people",
                "`Full Name` STRING, score DECIMAL(10, 2), id BIGINT, PRIMARY KEY (id) NOT"
                        + " ENFORCED",
                "'table-name' = 'people', 'scan.partition.num' = '9'");

        assertThat(rows("SELECT `Full Name` FROM people")).hasSize(5000).doesNotHaveDuplicates();
        assertThat(rows("SELECT id, score FROM people WHERE id = 7"))
                .singleElement()
                .hasToString("+I[7, 1.75]");
    }

    @Test
    void aReaderKeepsItsConnectionFromRangeToRange() throws Exception {
        POSTGRES.run(
                "CREATE TABLE visits (id bigint PRIMARY KEY, note text)",
                "INSERT INTO visits SELECT n, repeat('x', 500) FROM generate_series(1, 5000) n");
        declare(
                "visits",
                "id BIGINT, note STRING, PRIMARY KEY (id) NOT ENFORCED",
                "'table-name' = 'visits', 'scan.partition.num' = '60'");
        tables.getConfig().set("table.exec.resource.default-parallelism", "2");

        long before = sessions();
        assertThat(rows("SELECT id FROM visits")).hasSize(5000).doesNotHaveDuplicates();
        assertThat(sessions() - before).isLessThan(20);
    }

    private static long sessions() throws Exception {
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                Statement statement = connection.createStatement();
                ResultSet counted =
                        statement.executeQuery(
                                "SELECT sessions FROM pg_stat_database"
                                        + " WHERE datname = current_database()")) {
            counted.next();
            return counted.getLong(1);
        }
    }

    @Test
    void h2IsReadThroughStandardSql() throws Exception {
        String url = "jdbc:h2:mem:store;DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE goods (id INT, kind VARCHAR, made TIMESTAMP WITH TIME ZONE,"
                            + " tag UUID, PRIMARY KEY (id, kind))");
            statement.execute(
                    "INSERT INTO goods SELECT x, 'k' || x, TIMESTAMP WITH TIME ZONE '2024-01-01"
                            + " 00:00:00+01', RANDOM_UUID() FROM SYSTEM_RANGE(1, 1000)");
        }
        tables.executeSql(
                "CREATE TABLE goods (id INT, kind STRING, made TIMESTAMP_LTZ(3), tag STRING,"
                        + " PRIMARY KEY (id, kind) NOT ENFORCED) WITH ('connector' = 'warehouse',"
                        + " 'table-name' = 'goods', 'scan.partition.num' = '3', 'url' = '"
                        + url
                        + "')");

        assertThat(rows("SELECT * FROM goods")).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void aBadOptionFailsBeforeAnythingRuns() {
        declare("broken", "id INT", "'table-name' = 't', 'query' = 'SELECT 1'");

        assertThatThrownBy(() -> rows("SELECT * FROM broken"))
                .hasStackTraceContaining("'table-name' and 'query' exclude each other");
    }

    @Test
    void aMissingColumnFailsTheJobByName() throws Exception {
        POSTGRES.run("CREATE TABLE slim (id int PRIMARY KEY)");
        declare("slim", "id INT, wide STRING", "'table-name' = 'slim'");

        assertThatThrownBy(() -> rows("SELECT * FROM slim"))
                .hasStackTraceContaining("table slim has no column 'wide'");
    }
}
