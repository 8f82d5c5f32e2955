/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows of one run that the ledger lists, each once for its kind and key. */
record ListedRows(String sync, long run) {

    /** Replaces the rows that are listed, and returns the others. */
    List<LedgerRow> replace(Handle handle, List<LedgerRow> rows) {
        int[] replaced =
                write(
                        handle,
                        """
                        UPDATE millrace_rows SET identifier = :identifier, code = :code,
                            detail = :detail, attempts = :attempts, reported_at = :at
                        WHERE sync = :sync AND run = :run AND kind = :kind AND row_key = :key\
                        """,
                        rows);
        List<LedgerRow> unlisted = new ArrayList<>();
        for (int i = 0; i < replaced.length; i++) {
            if (replaced[i] == 0) {
                unlisted.add(rows.get(i));
            }
        }
        return unlisted;
    }

    long count(Handle handle) {
        return handle.select(
                        "SELECT COUNT(*) FROM millrace_rows WHERE sync = ? AND run = ?", sync, run)
                .mapTo(Long.class)
                .one();
    }

    void insert(Handle handle, List<LedgerRow> rows) {
        write(
                handle,
                """
                INSERT INTO millrace_rows (sync, run, kind, row_key, identifier, code, detail,
                    attempts, reported_at)
                VALUES (:sync, :run, :kind, :key, :identifier, :code, :detail, :attempts, :at)\
                """,
                rows);
    }

    private int[] write(Handle handle, String sql, List<LedgerRow> rows) {
        PreparedBatch batch = handle.prepareBatch(sql);
        for (LedgerRow row : rows) {
            batch.bind("sync", sync)
                    .bind("run", run)
                    .bind("kind", row.kind().name())
                    .bind("key", LedgerText.bounded(row.key(), LedgerText.KEY))
                    .bind("identifier", LedgerText.bounded(row.identifier(), LedgerText.KEY))
                    .bind("code", LedgerText.bounded(row.code(), LedgerText.CODE))
                    .bind("detail", LedgerText.bounded(row.detail(), LedgerText.DETAIL))
                    .bind("attempts", row.attempts())
                    .bind("at", new LedgerTime(row.at()))
                    .add();
        }
        return batch.execute();
    }
}
