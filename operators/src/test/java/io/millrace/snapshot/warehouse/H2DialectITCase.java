/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2DialectITCase extends DialectConformance {

    private static final String URL = "jdbc:h2:mem:conformance";
    private static Connection connection;

    @BeforeAll
    static void open() throws SQLException {
        connection = DriverManager.getConnection(URL);
    }

    /** The database ends with its last connection. */
    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Override
    void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    Map<String, String> options() {
        return Map.of("url", URL);
    }

    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(standardSamples());
        samples.add(timestamp("TIMESTAMP(6)"));
        String uuid = "123e4567-e89b-12d3-a456-426614174000";
        samples.add(
                new Sample(
                        "UUID", "'" + uuid + "'", DataTypes.STRING(), StringData.fromString(uuid)));
        return samples;
    }
}
