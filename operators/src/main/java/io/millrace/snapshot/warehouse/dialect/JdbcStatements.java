/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs statements whose results are small. */
public final class JdbcStatements {

    private JdbcStatements() {}

    /** Runs a statement that returns no rows. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns all rows as text; NULL becomes an empty text. */
    public static List<List<String>> texts(PreparedStatement statement) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int index = 1; index <= width; index++) {
                    row.add(Optional.ofNullable(result.getString(index)).orElse(""));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
