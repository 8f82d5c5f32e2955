/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A table in a real database that changes at random: rows come and go, and their values change and
 * change back. Everything else in a row follows from its id and its number, so that each type of
 * sync finds the columns it needs.
 */
final class RandomRows {

    /** The most rows there will ever be. */
    static final int MOST = 700;

    private static final int ROWS_AT_FIRST = 150;

    private final DataSource database;
    private final Random random;
    private final String name;
    private int lastId;

    /**
     * The current values of a row.
     *
     * @param list of three that follow each other
     */
    record Row(long id, String word, int num, long list) {

        String user() {
            return RandomRows.user(id);
        }
    }

    /**
     * @param firstList id of the first of three lists
     */
    RandomRows(DataSource database, String name, long firstList, Random random)
            throws SQLException {
        this.database = database;
        this.name = name;
        this.random = random;
        execute(
                "CREATE TABLE "
                        + name
                        + " (id bigint PRIMARY KEY, word text NOT NULL, num int NOT NULL"
                        + column("who text", "'u' || id")
                        + column("source text", "'s' || id")
                        + column("email text", "'u' || id || '@example.com'")
                        + column("nick text", "'n' || id || '-' || num")
                        + column("address text", "'u' || id || '-' || num || '@example.com'")
                        + column("token text", "'t' || id")
                        + column("list bigint", firstList + " + num % 3")
                        + column("lists bigint[]", "ARRAY[" + firstList + " + num % 3]")
                        + column("muted bigint[]", "ARRAY[num]")
                        + column(
                                "items text",
                                "'[{\"id\":\"1\",\"name\":\"' || word ||"
                                        + " '\",\"price\":1,\"quantity\":' || num || '}]'")
                        + ")");
        insert(ROWS_AT_FIRST);
    }

    private static String column(String definition, String value) {
        return ", " + definition + " GENERATED ALWAYS AS (" + value + ") STORED";
    }

    static String user(long id) {
        return "u" + id;
    }

    static String source(long id) {
        return "s" + id;
    }

    /**
     * The model's DDL, under the table's name; the database's address comes from the environment.
     *
     * @param key the columns of the primary key
     */
    String model(String key) {
        return "CREATE TABLE "
                + name
                + " (id BIGINT, word STRING, num INT, who STRING, source STRING, email STRING,"
                + " nick STRING, address STRING, token STRING, list BIGINT, lists ARRAY<BIGINT>,"
                + " muted ARRAY<BIGINT>, items STRING, PRIMARY KEY ("
                + key
                + ") NOT ENFORCED) WITH ('connector' = 'warehouse', 'url' = '${DB}',"
                + " 'username' = 'postgres', 'table-name' = '"
                + name
                + "', 'scan.partition.num' = '"
                + (1 + random.nextInt(4))
                + "');\n";
    }

    void change() throws SQLException {
        switch (random.nextInt(4)) {
            case 0 -> insert(1 + random.nextInt(10));
            case 1 -> execute("DELETE FROM " + name + where(1 + random.nextInt(6)));
            case 2 ->
                    execute(
                            "UPDATE "
                                    + name
                                    + " SET word = 'w' || (random() * 5)::int"
                                    + where(10));
            default -> execute("UPDATE " + name + " SET num = 1 + (random() * 5)::int" + where(10));
        }
    }

    /** Every row is gone, and as many others are there. */
    void replaceAll() throws SQLException {
        int count = rows().size();
        execute("BEGIN; DELETE FROM " + name + "; " + insertion(count) + "; COMMIT");
    }

    void delete(int count) throws SQLException {
        execute("DELETE FROM " + name + where(count));
    }

    /** Rows that are gone are there again as they were. */
    void restore(List<Row> gone) throws SQLException {
        String values =
                gone.stream()
                        .map(row -> "(" + row.id() + ", '" + row.word() + "', " + row.num() + ")")
                        .collect(Collectors.joining(", "));
        execute(
                "INSERT INTO "
                        + name
                        + " (id, word, num) VALUES "
                        + values
                        + " ON CONFLICT DO NOTHING");
    }

    private void insert(int count) throws SQLException {
        execute(insertion(count));
    }

    private String insertion(int count) {
        int last = Math.min(MOST, lastId + count);
        String insertion =
                "INSERT INTO "
                        + name
                        + " (id, word, num) SELECT i, 'w' || (random() * 5)::int,"
                        + " 1 + (random() * 5)::int FROM generate_series("
                        + (lastId + 1)
                        + ", "
                        + last
                        + ") AS i";
        lastId = last;
        return insertion;
    }

    private String where(int count) {
        return " WHERE id IN (SELECT id FROM " + name + " ORDER BY random() LIMIT " + count + ")";
    }

    /** What there is now. */
    List<Row> rows() throws SQLException {
        List<Row> all = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id, word, num, list FROM " + name)) {
            while (rows.next()) {
                all.add(
                        new Row(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getInt(3),
                                rows.getLong(4)));
            }
        }
        return all;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
