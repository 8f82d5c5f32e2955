/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.RunWarning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What the set-up of a sync remembers in the ledger: the list or catalog it writes to, what its
 * list was emptied for, and generations. A generation is a name that is noted before a catalog is
 * created or a list is emptied, so that a crash in between only notes another one: catalogs have no
 * id, and one that was deleted and created again has the same name. A ledger that is lost has no
 * generations, so every row is sent again. Not thread-safe.
 */
public final class LedgerSetup implements AutoCloseable {

    private final String sync;
    private final LedgerSession session;

    public LedgerSetup(LedgerConnection connection, String sync) {
        this.sync = sync;
        this.session =
                new LedgerSession(
                        connection, LedgerSettings.DEFAULTS.patience(), LedgerSchema::migrate);
    }

    /** The generation of a catalog, whatever the case of its name; a new one if none is noted. */
    public String catalogGeneration(String catalog, long run) {
        return session.run(
                connection -> {
                    Optional<String> noted =
                            read(
                                    connection,
                                    "SELECT generation FROM millrace_catalogs WHERE catalog = ?",
                                    key(catalog));
                    return noted.isPresent() ? noted.get() : next(connection, key(catalog), run);
                });
    }

    /** Notes a new generation of a catalog, which begins with this run. */
    public String nextCatalogGeneration(String catalog, long run) {
        return session.run(connection -> next(connection, key(catalog), run));
    }

    /** Whether Iterable has taken anything of the sync for this generation of the catalog. */
    public boolean hasFilled(String catalog) {
        return session.run(
                connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement(
                                    "SELECT 1 FROM millrace_runs r, millrace_catalogs c"
                                            + " WHERE r.sync = ? AND c.catalog = ?"
                                            + " AND r.run >= c.since AND r.accepted > 0")) {
                        select.setString(1, sync);
                        select.setString(2, key(catalog));
                        try (ResultSet result = select.executeQuery()) {
                            return result.next();
                        }
                    }
                });
    }

    private static String next(Connection connection, String catalog, long run)
            throws SQLException {
        String generation = UUID.randomUUID().toString();
        put(connection, "millrace_catalogs", "generation", generation, "catalog", catalog);
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE millrace_catalogs SET since = ? WHERE catalog = ?")) {
            update.setLong(1, run);
            update.setString(2, catalog);
            update.executeUpdate();
        }
        return generation;
    }

    private static String key(String catalog) {
        return catalog.toLowerCase(Locale.ROOT);
    }

    /** True if this is what the list of the sync was last emptied for. */
    public boolean isEmptiedFor(String refill) {
        String bounded = LedgerText.bounded(refill, LedgerText.KEY);
        return session.run(
                connection ->
                        read(connection, "SELECT refill FROM millrace_refills WHERE sync = ?", sync)
                                .equals(Optional.of(bounded)));
    }

    /** The list is about to be emptied: what it had is of an older generation. */
    public void emptying() {
        session.run(
                connection -> {
                    String generation = UUID.randomUUID().toString();
                    put(connection, "millrace_refills", "refill", "", "sync", sync);
                    put(connection, "millrace_refills", "generation", generation, "sync", sync);
                    return null;
                });
    }

    /** The list was emptied for this. */
    public void emptied(String refill) {
        String bounded = LedgerText.bounded(refill, LedgerText.KEY);
        session.run(
                connection -> {
                    put(connection, "millrace_refills", "refill", bounded, "sync", sync);
                    return null;
                });
    }

    /** The generation of what is on the list; empty if it was never emptied. */
    public String listGeneration() {
        return session.run(
                connection ->
                        read(
                                        connection,
                                        "SELECT generation FROM millrace_refills WHERE sync = ?",
                                        sync)
                                .orElse(""));
    }

    /** What requests call the list or catalog the sync writes to; empty if none was set up. */
    public Optional<String> target() {
        return session.run(
                connection ->
                        read(
                                connection,
                                "SELECT target FROM millrace_destinations WHERE sync = ?",
                                sync));
    }

    /** The sync writes to this from this run on. */
    public void writesTo(Destination destination, long run) {
        session.run(
                connection -> {
                    Optional<String> before =
                            read(
                                    connection,
                                    "SELECT destination FROM millrace_destinations WHERE sync = ?",
                                    sync);
                    if (!before.equals(Optional.of(destination.id()))) {
                        LedgerNotices.clear(connection, sync);
                        if (before.isPresent() && !destination.notice().isEmpty()) {
                            LedgerNotices.add(
                                    connection,
                                    sync,
                                    new LedgerNotices.Notice(
                                            run, RunWarning.NEW_DESTINATION, destination.notice()));
                        }
                        replace(connection, destination);
                    }
                    return null;
                });
    }

    private void replace(Connection connection, Destination destination) throws SQLException {
        String table = "millrace_destinations";
        put(connection, table, "destination", destination.id(), "sync", sync);
        put(connection, table, "target", destination.target(), "sync", sync);
    }

    /** The run, or the next that is delivered, is to give this warning; no later one repeats it. */
    public void tell(RunWarning warning) {
        LedgerNotices.Notice notice =
                new LedgerNotices.Notice(warning.run(), warning.code(), warning.detail());
        session.run(
                connection -> {
                    LedgerNotices.add(connection, sync, notice);
                    return null;
                });
    }

    private static Optional<String> read(Connection connection, String sql, String of)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, of);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
            }
        }
    }

    /** Sets a column of the one row with this key. */
    private static void put(
            Connection connection,
            String table,
            String column,
            String value,
            String keyColumn,
            String key)
            throws SQLException {
        String update = "UPDATE " + table + " SET " + column + " = ? WHERE " + keyColumn + " = ?";
        String insert =
                "INSERT INTO " + table + " (" + column + ", " + keyColumn + ") VALUES (?, ?)";
        if (execute(connection, update, value, key) == 0) {
            execute(connection, insert, value, key);
        }
    }

    private static int execute(Connection connection, String sql, String value, String key)
            throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, value);
            write.setString(2, key);
            return write.executeUpdate();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
