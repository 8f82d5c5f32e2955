/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * MySQL and MariaDB. Connector/J streams only for one special fetch size, the MariaDB driver for
 * any; a TIMESTAMP is a moment, a DATETIME is not.
 */
final class MySqlDialect implements WarehouseDialect {

    @Override
    public String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    @Override
    public String unquoted(String name) {
        return quote(name);
    }

    @Override
    public Map<String, String> driverProperties(Duration connectTimeout) {
        return Map.of(
                "connectTimeout", Long.toString(connectTimeout.toMillis()),
                "tinyInt1isBit", "false",
                "connectionTimeZone", "UTC",
                "forceConnectionTimeZoneToSession", "true");
    }

    @Override
    public void stream(PreparedStatement statement, int fetchSize) throws SQLException {
        String driver = statement.getConnection().getMetaData().getDriverName();
        boolean connectorJ = driver.toLowerCase(Locale.ROOT).contains("mysql");
        statement.setFetchSize(connectorJ ? Integer.MIN_VALUE : fetchSize);
    }

    @Override
    public SourceKind kind(int jdbcType, String typeName) {
        boolean moment = jdbcType == Types.TIMESTAMP && typeName.equalsIgnoreCase("TIMESTAMP");
        return moment ? SourceKind.INSTANT : WarehouseDialect.super.kind(jdbcType, typeName);
    }
}
