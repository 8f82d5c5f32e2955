/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the ledger, opened when first needed and again when lost. Work is one
 * transaction and may be done more than once, so it must be idempotent. Not thread-safe.
 */
public final class LedgerSession implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(10);
    private static final int VALIDATION_SECONDS = 5;

    private final LedgerConnection ledger;
    private final Duration patience;
    private final Opening opening;

    private Optional<Connection> connection = Optional.empty();
    private long usedAt;
    private long offersFrom = System.nanoTime();

    LedgerSession(LedgerConnection ledger, Duration patience, Opening opening) {
        this.ledger = ledger;
        this.patience = patience;
        this.opening = opening;
    }

    /** What is done with an open connection; committed if it returns. */
    @FunctionalInterface
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** What is done first with a new connection; committed if it returns. */
    @FunctionalInterface
    interface Opening {
        void on(Connection connection) throws SQLException;
    }

    /**
     * Does the work, again and again while the database is away, until the patience is used up.
     *
     * @throws LedgerException if it could not be done
     */
    <T> T run(Work<T> work) {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return attempt(work);
            } catch (SQLException failure) {
                if (LedgerFault.of(failure) == LedgerFault.LASTING) {
                    throw LedgerException.of(ledger, "can't use", failure);
                }
                if (System.nanoTime() + pause.toNanos() > deadline) {
                    throw LedgerException.of(
                            ledger, "tried for " + patience.toSeconds() + " s to use", failure);
                }
            }
            sleep(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /**
     * Does work that may as well be left undone, such as progress: tries once, and after a failure
     * not again for a while.
     */
    void offer(Work<Void> work) {
        if (System.nanoTime() - offersFrom < 0) {
            return;
        }
        try {
            attempt(work);
        } catch (SQLException failure) {
            if (LedgerFault.of(failure) == LedgerFault.LASTING) {
                throw LedgerException.of(ledger, "can't use", failure);
            }
            offersFrom = System.nanoTime() + LONGEST_PAUSE.toNanos();
        }
    }

    @Override
    public void close() {
        connection.ifPresent(LedgerSession::closeQuietly);
        connection = Optional.empty();
    }

    private <T> T attempt(Work<T> work) throws SQLException {
        boolean done = false;
        try {
            Connection open = connected();
            T result = work.in(open);
            open.commit();
            usedAt = System.nanoTime();
            done = true;
            return result;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Connection connected() throws SQLException {
        if (connection.isPresent()
                && System.nanoTime() - usedAt > TRUSTED_FOR.toNanos()
                && !connection.get().isValid(VALIDATION_SECONDS)) {
            close();
        }
        if (connection.isEmpty()) {
            connection = Optional.of(connect());
        }
        return connection.get();
    }

    private Connection connect() throws SQLException {
        Connection fresh = driver().connect(ledger.url(), properties());
        try {
            fresh.setAutoCommit(false);
            opening.on(fresh);
            fresh.commit();
        } catch (SQLException | RuntimeException failure) {
            closeQuietly(fresh);
            throw failure;
        }
        return fresh;
    }

    /** Asks our own class loader: in a Flink job {@code DriverManager} sees only its parent's. */
    private Driver driver() throws SQLException {
        for (Driver driver :
                ServiceLoader.load(Driver.class, LedgerSession.class.getClassLoader())) {
            if (driver.acceptsURL(ledger.url())) {
                return driver;
            }
        }
        throw new LedgerException(
                "no JDBC driver on the class path takes the ledger's URL " + ledger);
    }

    private Properties properties() {
        Properties properties = new Properties();
        if (!ledger.user().isEmpty()) {
            properties.setProperty("user", ledger.user());
        }
        if (!ledger.password().isEmpty()) {
            properties.setProperty("password", ledger.password());
        }
        if (ledger.url().startsWith("jdbc:h2:") && !ledger.url().contains("TRACE_LEVEL_FILE")) {
            // Else each statement that fails, such as a look at a table that is not there yet, puts
            // a stack trace into a file beside the database.
            properties.setProperty("TRACE_LEVEL_FILE", "0");
        }
        if (ledger.url().startsWith("jdbc:postgresql:")) {
            properties.setProperty("ApplicationName", "millrace");
            properties.setProperty("connectTimeout", "10");
            properties.setProperty("socketTimeout", "60");
            properties.setProperty("tcpKeepAlive", "true");
        }
        return properties;
    }

    private void sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new LedgerException("interrupted while waiting for the ledger at " + ledger);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            // The transaction is lost either way; whoever needs the ledger next opens it anew.
        }
    }
}
