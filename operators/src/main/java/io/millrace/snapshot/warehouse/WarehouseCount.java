/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.table.types.logical.RowType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rows of a {@code warehouse} table in the warehouse. */
public final class WarehouseCount {

    private static final Logger LOG = LoggerFactory.getLogger(WarehouseCount.class);

    private WarehouseCount() {}

    /**
     * Returns how many rows a run would read now; empty if the warehouse fails or takes too long.
     *
     * @param options of the DDL, as in {@link WarehouseOptions}; others are ignored
     * @param columns declared names and types
     * @param timeout at least a second
     */
    public static OptionalLong rows(
            Map<String, String> options, RowType columns, Duration timeout) {
        if (!WarehouseDefinition.problems(options).isEmpty()) {
            return OptionalLong.empty();
        }
        WarehouseTable table = WarehouseDefinition.table(options, columns, List.of());
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout((int) timeout.toSeconds());
            try (ResultSet count =
                    statement.executeQuery(
                            "SELECT COUNT(*) FROM " + table.relation().from(table.dialect()))) {
                return count.next() ? OptionalLong.of(count.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException e) {
            LOG.info("Could not count the rows of {}", table.relation().description(), e);
            return OptionalLong.empty();
        }
    }
}
