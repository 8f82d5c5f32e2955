/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.dialect.H2Dialect;
import io.millrace.snapshot.warehouse.dialect.MySqlDialect;
import io.millrace.snapshot.warehouse.dialect.StandardDialect;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.dialect.postgres.PostgresDialect;
import java.util.Locale;
import java.util.Map;

/** The known dialects, by the prefix of the JDBC address. */
final class Dialects {

    private static final Map<String, WarehouseDialect> BY_PREFIX =
            Map.of(
                    "jdbc:postgresql:", new PostgresDialect(),
                    "jdbc:h2:", new H2Dialect(),
                    "jdbc:mysql:", new MySqlDialect(),
                    "jdbc:mariadb:", new MySqlDialect());

    private static final WarehouseDialect OTHER = new StandardDialect();

    private Dialects() {}

    /** Returns the dialect of an address; standard SQL if its database has none. */
    static WarehouseDialect of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        return BY_PREFIX.entrySet().stream()
                .filter(dialect -> lower.startsWith(dialect.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }
}
