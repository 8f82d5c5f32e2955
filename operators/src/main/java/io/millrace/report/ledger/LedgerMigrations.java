/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Creates the ledger's tables. The resource {@code V<n>.sql} leads from version n - 1 to version n;
 * a released one is never edited. H2 commits each statement of a migration on its own, so that each
 * must be repeatable ({@code IF NOT EXISTS}). Two processes may migrate at once: one of them fails
 * on what the other has created, and its session tries again.
 */
final class LedgerMigrations {

    private LedgerMigrations() {}

    /** Applies the migrations that the ledger does not have yet, in the caller's transaction. */
    static void apply(Handle handle) {
        handle.execute(
                """
                CREATE TABLE IF NOT EXISTS millrace_schema (
                    version INTEGER PRIMARY KEY,
                    applied_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL)\
                """);
        int applied =
                handle.select("SELECT COALESCE(MAX(version), 0) FROM millrace_schema")
                        .mapTo(Integer.class)
                        .one();
        int version = 0;
        for (Optional<String> script = script(1);
                script.isPresent();
                script = script(version + 1)) {
            version++;
            if (version > applied) {
                handle.createScript(script.get()).executeAsSeparateStatements();
                handle.execute("INSERT INTO millrace_schema (version) VALUES (?)", version);
            }
        }
        if (applied > version) {
            throw new LedgerException(
                    String.format(
                            "the ledger has schema version %d, this Millrace knows versions up to"
                                    + " %d: a newer one has written it. Use that one, or another"
                                    + " ledger",
                            applied, version));
        }
    }

    private static Optional<String> script(int version) {
        try (InputStream resource =
                LedgerMigrations.class.getResourceAsStream("V" + version + ".sql")) {
            return resource == null
                    ? Optional.empty()
                    : Optional.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException("can't read migration " + version, failure);
        }
    }
}
