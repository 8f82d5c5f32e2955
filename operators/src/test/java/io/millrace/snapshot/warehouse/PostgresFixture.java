/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real PostgreSQL for a test class. */
final class PostgresFixture implements BeforeAllCallback, AfterAllCallback {

    private EmbeddedPostgres server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = EmbeddedPostgres.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.close();
    }

    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Map<String, String> options(String... more) {
        Map<String, String> options = new HashMap<>();
        options.put("connector", "warehouse");
        options.put("url", url());
        options.put("connect-attempts", "1");
        for (int index = 0; index < more.length; index += 2) {
            options.put(more[index], more[index + 1]);
        }
        return options;
    }

    WarehouseTable table(RowType columns, List<String> key, String... options) {
        return WarehouseDefinition.table(options(options), columns, key);
    }

    static RowType columns(Object... namesAndTypes) {
        List<DataTypes.Field> fields = new ArrayList<>();
        for (int index = 0; index < namesAndTypes.length; index += 2) {
            fields.add(
                    DataTypes.FIELD(
                            (String) namesAndTypes[index], (DataType) namesAndTypes[index + 1]));
        }
        return (RowType) DataTypes.ROW(fields).getLogicalType();
    }
}
