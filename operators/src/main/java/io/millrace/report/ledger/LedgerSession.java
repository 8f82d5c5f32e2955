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
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * One connection to the ledger, opened when first needed and again when lost. Work is one
 * transaction and may be repeated, so it must be idempotent. Not thread-safe.
 */
final class LedgerSession implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(10);
    private static final int VALIDATION_SECONDS = 5;

    private final LedgerConnection ledger;
    private final Duration patience;
    private final Consumer<Handle> opening;
    private final Jdbi jdbi;

    private Optional<Handle> handle = Optional.empty();
    private long usedAt;
    private long offersFrom = System.nanoTime();

    private LedgerSession(LedgerConnection ledger, Duration patience, Consumer<Handle> opening) {
        this.ledger = ledger;
        this.patience = patience;
        this.opening = opening;
        this.jdbi = Jdbi.create(this::connect);
        // Bound values are rows of customers: they must be in no message and no log.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    }

    /** A session that creates the ledger's tables if they are missing. */
    static LedgerSession writing(LedgerConnection ledger, Duration patience) {
        return new LedgerSession(
                ledger, patience, opened -> opened.useTransaction(LedgerMigrations::apply));
    }

    /** A session that requires no right to write; the tables may be missing. */
    static LedgerSession reading(LedgerConnection ledger, Duration patience) {
        return new LedgerSession(ledger, patience, opened -> {});
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work<T> extends HandleCallback<T, RuntimeException> {}

    /** Like {@link #call}, without a result. */
    void run(Consumer<Handle> work) {
        call(withoutResult(work));
    }

    /**
     * Does the work; repeats it while the database is away, until the patience is used up.
     *
     * @throws LedgerException if it could not be done
     */
    <T> T call(Work<T> work) {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return attempt(work);
            } catch (SQLException failure) {
                requirePassing(failure);
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
     * Does work that may be omitted, such as progress. Tries once; after a failure, all offers of
     * the next seconds are omitted.
     */
    void offer(Consumer<Handle> work) {
        if (System.nanoTime() - offersFrom < 0) {
            return;
        }
        try {
            attempt(withoutResult(work));
        } catch (SQLException failure) {
            requirePassing(failure);
            offersFrom = System.nanoTime() + LONGEST_PAUSE.toNanos();
        }
    }

    private static Work<Boolean> withoutResult(Consumer<Handle> work) {
        return opened -> {
            work.accept(opened);
            return true;
        };
    }

    private void requirePassing(SQLException failure) {
        if (LedgerFault.of(failure) == LedgerFault.LASTING) {
            throw LedgerException.of(ledger, "can't use", failure);
        }
    }

    private <T> T attempt(Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = opened().inTransaction(work);
            usedAt = System.nanoTime();
            done = true;
            return result;
        } catch (JdbiException failure) {
            throw LedgerFault.sqlCause(failure);
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private Handle opened() throws SQLException {
        if (handle.isPresent()
                && System.nanoTime() - usedAt > TRUSTED_FOR.toNanos()
                && !handle.get().getConnection().isValid(VALIDATION_SECONDS)) {
            close();
        }
        if (handle.isEmpty()) {
            handle = Optional.of(jdbi.open());
            opening.accept(handle.get());
        }
        return handle.get();
    }

    private Connection connect() throws SQLException {
        return driver().connect(ledger.url(), properties());
    }

    /**
     * Searches our own class loader: in a Flink job {@code DriverManager} has only its parent's.
     */
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
            // Otherwise each failed statement, such as a query of a table that does not exist yet,
            // writes a stack trace to a file beside the database.
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

    /** A failure to close is ignored: the transaction is lost either way. */
    @Override
    public void close() {
        try {
            handle.ifPresent(Handle::close);
        } catch (JdbiException lost) {
            // The connection is opened again when it is needed.
        } finally {
            handle = Optional.empty();
        }
    }
}
