/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.RunWarning;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What the set-up of a sync stores in the ledger: the list or catalog the sync writes to, what its
 * list was cleared for, and generations. A generation is a name that is stored before a catalog is
 * created or a list is cleared: catalogs have no id, and one that was deleted and created again has
 * the same name. After a crash in between, the next set-up stores another name. If the ledger is
 * lost, so are the generations, and every row is sent again. Not thread-safe.
 */
public final class LedgerSetup implements AutoCloseable {

    private final String sync;
    private final LedgerSession session;

    public LedgerSetup(LedgerConnection connection, String sync) {
        this.sync = sync;
        this.session = LedgerSession.writing(connection, LedgerSettings.DEFAULTS.patience());
    }

    /** The generation of a catalog, whatever the case of its name; a new one if none is stored. */
    public String catalogGeneration(String catalog, long run) {
        String select = "SELECT generation FROM millrace_catalogs WHERE catalog = ?";
        return session.call(
                handle ->
                        read(handle, select, key(catalog))
                                .orElseGet(() -> next(handle, key(catalog), run)));
    }

    /** Stores a new generation of a catalog, which begins with this run. */
    public String nextCatalogGeneration(String catalog, long run) {
        return session.call(handle -> next(handle, key(catalog), run));
    }

    private static String next(Handle handle, String catalog, long run) {
        String generation = UUID.randomUUID().toString();
        handle.execute("DELETE FROM millrace_catalogs WHERE catalog = ?", catalog);
        handle.execute(
                "INSERT INTO millrace_catalogs (catalog, generation, since) VALUES (?, ?, ?)",
                catalog,
                generation,
                run);
        return generation;
    }

    private static String key(String catalog) {
        return catalog.toLowerCase(Locale.ROOT);
    }

    /**
     * Whether Iterable has accepted any operation of the sync for this generation of the catalog.
     */
    public boolean hasFilled(String catalog) {
        return session.call(
                handle ->
                        handle.select(
                                                """
                                                SELECT COUNT(*) FROM millrace_runs r, millrace_catalogs c
                                                WHERE r.sync = ? AND c.catalog = ?
                                                    AND r.run >= c.since AND r.accepted > 0\
                                                """,
                                                sync,
                                                key(catalog))
                                        .mapTo(Long.class)
                                        .one()
                                > 0);
    }

    /** Whether this is what the list of the sync was last cleared for. */
    public boolean isClearedFor(String purpose) {
        String bounded = LedgerText.bounded(purpose, LedgerText.KEY);
        return session.call(
                handle ->
                        read(handle, "SELECT cleared_for FROM millrace_lists WHERE sync = ?", sync)
                                .equals(Optional.of(bounded)));
    }

    /** The list is about to be cleared: its content is of an older generation. */
    public void clearing() {
        String generation = UUID.randomUUID().toString();
        session.run(handle -> replaceList(handle, "", generation));
    }

    /** The list was cleared for this purpose. */
    public void cleared(String purpose) {
        String bounded = LedgerText.bounded(purpose, LedgerText.KEY);
        session.run(handle -> replaceList(handle, bounded, listGeneration(handle)));
    }

    private void replaceList(Handle handle, String clearedFor, String generation) {
        handle.execute("DELETE FROM millrace_lists WHERE sync = ?", sync);
        handle.execute(
                "INSERT INTO millrace_lists (sync, cleared_for, generation) VALUES (?, ?, ?)",
                sync,
                clearedFor,
                generation);
    }

    /** The generation of the list's content; empty if the list was never cleared. */
    public String listGeneration() {
        return session.call(this::listGeneration);
    }

    private String listGeneration(Handle handle) {
        return read(handle, "SELECT generation FROM millrace_lists WHERE sync = ?", sync)
                .orElse("");
    }

    /** The name of the sync's list or catalog in requests; empty before the first set-up. */
    public Optional<String> target() {
        return session.call(
                handle ->
                        read(
                                handle,
                                "SELECT target FROM millrace_destinations WHERE sync = ?",
                                sync));
    }

    /** From this run on, the sync writes to this destination. */
    public void writesTo(Destination destination, long run) {
        session.run(
                handle -> {
                    Optional<String> before =
                            read(
                                    handle,
                                    "SELECT destination FROM millrace_destinations WHERE sync = ?",
                                    sync);
                    if (before.equals(Optional.of(destination.id()))) {
                        return;
                    }
                    LedgerNotices.clear(handle, sync);
                    if (before.isPresent() && !destination.notice().isEmpty()) {
                        String code = RunWarning.NEW_DESTINATION;
                        LedgerNotices.add(
                                handle,
                                sync,
                                new LedgerNotices.Notice(run, code, destination.notice()));
                    }
                    replace(handle, destination);
                });
    }

    private void replace(Handle handle, Destination destination) {
        handle.execute("DELETE FROM millrace_destinations WHERE sync = ?", sync);
        handle.execute(
                "INSERT INTO millrace_destinations (sync, destination, target) VALUES (?, ?, ?)",
                sync,
                destination.id(),
                destination.target());
    }

    /** This run, or the next that is delivered, reports the warning; no later run repeats it. */
    public void warn(RunWarning warning) {
        LedgerNotices.Notice notice =
                new LedgerNotices.Notice(warning.run(), warning.code(), warning.detail());
        session.run(handle -> LedgerNotices.add(handle, sync, notice));
    }

    private static Optional<String> read(Handle handle, String sql, String key) {
        return handle.select(sql, key).mapTo(String.class).findFirst();
    }

    @Override
    public void close() {
        session.close();
    }
}
