/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * A table of people in a real database, with a random kind of key and random columns, that changes
 * at random. Email addresses are unique at any moment, but move from row to row.
 */
final class RandomTable {

    private static final String REVISE = ", revision = DEFAULT";

    private final DataSource database;
    private final Random random;
    private final String name;
    private final Key key;
    private final boolean revised;
    private final List<Column> columns = new ArrayList<>();
    private int emails;

    RandomTable(DataSource database, String name, Random random) throws SQLException {
        this.database = database;
        this.name = name;
        this.random = random;
        this.key = Key.values()[random.nextInt(Key.values().length)];
        this.revised = random.nextBoolean();
        for (Column column : Column.values()) {
            if (random.nextInt(3) > 0 || column == Column.CITY) {
                columns.add(column);
            }
        }
        StringBuilder ddl = new StringBuilder("CREATE TABLE " + name + " (" + key.sqlColumns);
        ddl.append(", email text NOT NULL, revision bigserial");
        columns.forEach(column -> ddl.append(", " + column.field() + " " + column.sqlType));
        execute(ddl + ", PRIMARY KEY (" + key.names + "))");
        insert(300 + random.nextInt(700));
    }

    /** The model's DDL; the database's address comes from the environment. */
    String model() {
        StringBuilder ddl = new StringBuilder("CREATE TABLE people (" + key.flinkColumns);
        ddl.append(", email STRING, revision BIGINT");
        columns.forEach(column -> ddl.append(", " + column.field() + " " + column.flinkType));
        return ddl
                + ", PRIMARY KEY ("
                + key.names
                + ") NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' = '${DB}',"
                + " 'username' = 'postgres', 'table-name' = '"
                + name
                + "', 'scan.partition.num' = '"
                + (1 + random.nextInt(6))
                + "');\n";
    }

    /** Lines of a sync's mappings: each column to a field of its name. */
    String mappings() {
        StringBuilder yaml = new StringBuilder();
        if (revised) {
            yaml.append("  revision: revision\n");
        }
        columns.forEach(
                column -> yaml.append("  " + column.field() + ": " + column.field() + "\n"));
        return yaml.toString();
    }

    /**
     * Whether each change of a row makes it unlike all it ever was. Otherwise rows change back, so
     * that an unchanged row may correctly be sent again.
     */
    boolean isRevised() {
        return revised;
    }

    void change() throws SQLException {
        switch (random.nextInt(6)) {
            case 0 -> insert(1 + random.nextInt(20));
            case 1 -> execute("DELETE FROM " + name + " WHERE " + someRows(1 + random.nextInt(10)));
            case 2 -> execute(key.moveSql(name, someRows(3)));
            case 3 ->
                    execute(
                            "UPDATE "
                                    + name
                                    + " SET email = 'x' || email"
                                    + REVISE
                                    + " WHERE "
                                    + someRows(2));
            default -> {
                Column column = columns.get(random.nextInt(columns.size()));
                execute(
                        "UPDATE "
                                + name
                                + " SET "
                                + column.field()
                                + " = "
                                + column.randomSql
                                + REVISE
                                + " WHERE "
                                + someRows(1 + random.nextInt(30)));
            }
        }
    }

    /** What Iterable must hold: by email, the fields that are not null, as text. */
    Map<String, Map<String, String>> expected() throws SQLException {
        StringBuilder query = new StringBuilder("SELECT email, revision");
        columns.forEach(column -> query.append(", " + column.textSql()));
        Map<String, Map<String, String>> expected = new LinkedHashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query + " FROM " + name)) {
            while (rows.next()) {
                Map<String, String> fields = new LinkedHashMap<>();
                if (revised) {
                    fields.put("revision", rows.getString(2));
                }
                for (int i = 0; i < columns.size(); i++) {
                    String field = columns.get(i).field();
                    Optional.ofNullable(rows.getString(i + 3))
                            .ifPresent(text -> fields.put(field, text));
                }
                expected.put(rows.getString(1), fields);
            }
        }
        return expected;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void insert(int count) throws SQLException {
        StringBuilder values = new StringBuilder();
        columns.forEach(column -> values.append(", " + column.randomSql));
        StringBuilder names = new StringBuilder();
        columns.forEach(column -> names.append(", " + column.field()));
        execute(
                "INSERT INTO "
                        + name
                        + " ("
                        + key.names
                        + ", email"
                        + names
                        + ") SELECT "
                        + key.randomSql
                        + ", 'p' || (i + "
                        + emails
                        + ") || '@example.com'"
                        + values
                        + " FROM generate_series(1, "
                        + count
                        + ") AS i ON CONFLICT DO NOTHING");
        emails += count;
    }

    private String someRows(int count) {
        return "email IN (SELECT email FROM " + name + " ORDER BY random() LIMIT " + count + ")";
    }

    @Override
    public String toString() {
        return name + " by " + key + " with " + columns;
    }

    private enum Key {
        NUMBER("id bigint", "id BIGINT", "id", "(random() * 1e15)::bigint"),
        TEXT("id text", "id STRING", "id", "md5(random()::text)"),
        UUID("id uuid", "id STRING", "id", "gen_random_uuid()"),
        DECIMAL("id numeric(20, 4)", "id DECIMAL(20, 4)", "id", "(random() * 1e12)::numeric(20,4)"),
        PAIR(
                "region text, id int",
                "region STRING, id INT",
                "region, id",
                "substr('äAbBzZ', 1 + (random() * 5)::int, 1), (random() * 1e9)::int");

        private final String sqlColumns;
        private final String flinkColumns;
        private final String names;
        private final String randomSql;

        Key(String sqlColumns, String flinkColumns, String names, String randomSql) {
            this.sqlColumns = sqlColumns;
            this.flinkColumns = flinkColumns;
            this.names = names;
            this.randomSql = randomSql;
        }

        private String moveSql(String table, String rows) {
            return "UPDATE "
                    + table
                    + " SET ("
                    + names
                    + ") = ROW("
                    + randomSql
                    + ")"
                    + REVISE
                    + " WHERE "
                    + rows;
        }
    }

    private enum Column {
        CITY(
                "text",
                "STRING",
                "(ARRAY['Ulm', 'Zürich', '', NULL, 'Łódź'])[1 + (random() * 4)::int]"),
        POINTS("int", "INT", "CASE WHEN random() < 0.1 THEN NULL ELSE (random() * 50)::int END"),
        BALANCE(
                "numeric(18, 4)",
                "DECIMAL(18, 4)",
                "CASE WHEN random() < 0.1 THEN NULL ELSE (random() * 1e6)::numeric(18, 4) END"),
        ACTIVE("boolean", "BOOLEAN", "random() < 0.5"),
        SINCE("timestamptz(0)", "TIMESTAMP_LTZ(6)", "now() - random() * interval '9 years'"),
        BORN("date", "DATE", "(now() - random() * interval '90 years')::date");

        private final String sqlType;
        private final String flinkType;
        private final String randomSql;

        Column(String sqlType, String flinkType, String randomSql) {
            this.sqlType = sqlType;
            this.flinkType = flinkType;
            this.randomSql = randomSql;
        }

        private String field() {
            return switch (this) {
                case CITY -> "city";
                case POINTS -> "points";
                case BALANCE -> "balance";
                case ACTIVE -> "active";
                case SINCE -> "since";
                case BORN -> "born";
            };
        }

        private String textSql() {
            return switch (this) {
                case SINCE ->
                        "to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' +00:00'";
                case BALANCE -> "trim_scale(balance)::text";
                case CITY, POINTS, ACTIVE, BORN -> field() + "::text";
            };
        }
    }
}
