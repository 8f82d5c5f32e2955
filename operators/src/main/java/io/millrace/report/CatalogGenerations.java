/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The generation of each catalog, in the ledger: a catalog has no id, and one that was deleted and
 * created again has the same name. A new generation is to be noted before the catalog is created,
 * so that a crash in between only notes another one. A ledger that is lost gives every catalog a
 * new generation, so every item is sent again. Names are case-insensitive.
 */
public final class CatalogGenerations implements AutoCloseable {

    private final LedgerSession session;

    public CatalogGenerations(LedgerConnection connection) {
        this.session =
                new LedgerSession(
                        connection, LedgerSettings.DEFAULTS.patience(), LedgerSchema::migrate);
    }

    /** The generation of the catalog; a new one if none is noted. */
    public String of(String catalog) {
        return session.run(
                connection -> {
                    Optional<String> noted = noted(connection, key(catalog));
                    return noted.isPresent() ? noted.get() : next(connection, key(catalog));
                });
    }

    /** Notes a new generation of the catalog. */
    public String next(String catalog) {
        return session.run(connection -> next(connection, key(catalog)));
    }

    private static String next(Connection connection, String catalog) throws SQLException {
        String generation = UUID.randomUUID().toString();
        boolean known = noted(connection, catalog).isPresent();
        try (PreparedStatement write =
                connection.prepareStatement(
                        known
                                ? "UPDATE millrace_catalogs SET generation = ? WHERE catalog = ?"
                                : "INSERT INTO millrace_catalogs (generation, catalog)"
                                        + " VALUES (?, ?)")) {
            write.setString(1, generation);
            write.setString(2, catalog);
            write.executeUpdate();
        }
        return generation;
    }

    private static Optional<String> noted(Connection connection, String catalog)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT generation FROM millrace_catalogs WHERE catalog = ?")) {
            select.setString(1, catalog);
            try (ResultSet result = select.executeQuery()) {
                return result.next()
                        ? Optional.of(result.getString("generation"))
                        : Optional.empty();
            }
        }
    }

    private static String key(String catalog) {
        return catalog.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        session.close();
    }
}
