/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.retry.BackOff;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;

/** Opens connections, with several attempts while the warehouse can't be reached. */
final class ConnectionFactory {

    private static final BackOff BACK_OFF =
            new BackOff(Duration.ofMillis(250), Duration.ofMinutes(1));
    private static final String CONNECTION_STATES = "08";

    /** Starting up, shutting down, too many connections. */
    private static final Set<String> TRANSIENT_STATES = Set.of("57P03", "57P01", "53300", "53400");

    private ConnectionFactory() {}

    static Connection open(ConnectionSettings settings, WarehouseDialect dialect)
            throws SQLException {
        Driver driver = driver(settings);
        Properties properties =
                settings.driverProperties(dialect.driverProperties(settings.connectTimeout()));
        for (int attempt = 1; ; attempt++) {
            try {
                return withSession(connect(driver, settings, properties), dialect);
            } catch (SQLException e) {
                if (attempt >= settings.attempts() || !isTransient(e)) {
                    throw e;
                }
            }
            pauseAfter(attempt);
        }
    }

    private static Connection connect(
            Driver driver, ConnectionSettings settings, Properties properties) throws SQLException {
        Connection connection = driver.connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException(
                    driver.getClass().getName() + " does not take this address; check 'driver'");
        }
        return connection;
    }

    private static Connection withSession(Connection connection, WarehouseDialect dialect)
            throws SQLException {
        try {
            dialect.startSession(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Driver driver(ConnectionSettings settings) throws SQLException {
        ClassLoader loader = ConnectionFactory.class.getClassLoader();
        if (!settings.driver().isEmpty()) {
            try {
                return Class.forName(settings.driver(), true, loader)
                        .asSubclass(Driver.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException | ClassCastException e) {
                throw new SQLException(
                        "'driver' "
                                + settings.driver()
                                + " is not a JDBC driver on the class path; copy its jar"
                                + " into drivers/, on a cluster into lib/ of Flink",
                        e);
            }
        }
        for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
            if (driver.acceptsURL(settings.url())) {
                return driver;
            }
        }
        return registered(settings.url())
                .orElseThrow(
                        () ->
                                new SQLException(
                                        "no JDBC driver on the class path takes this address; copy"
                                                + " the driver's jar into drivers/, on a cluster into"
                                                + " lib/ of Flink, or correct 'url'"));
    }

    private static Optional<Driver> registered(String url) {
        try {
            return Optional.of(DriverManager.getDriver(url));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private static boolean isTransient(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        return e instanceof SQLTransientConnectionException
                || state.startsWith(CONNECTION_STATES)
                || TRANSIENT_STATES.contains(state);
    }

    private static void pauseAfter(int attempt) throws SQLException {
        try {
            BACK_OFF.pause(attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting to connect again", e);
        }
    }
}
