/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.outbox.removal.RemovalReview;
import java.util.Optional;

/**
 * The review of a sync's removals, from the ledger. While the ledger is away a query waits, and
 * then throws {@link LedgerException}: no removal is sent because the ledger could not be read.
 */
public record LedgerRemovals(LedgerConnection connection, String sync)
        implements RemovalReview.Provider {

    private static final long serialVersionUID = 1L;

    /** Each run is in the ledger before its first row is read. */
    private static final String UNKNOWN_RUN =
            "the ledger does not have this run, so it is not known whether all rows were read";

    @Override
    public RemovalReview open() {
        return new FromLedger(connection, sync);
    }

    /** Connects for each query, as runs are minutes apart. */
    private record FromLedger(LedgerConnection connection, String sync) implements RemovalReview {

        @Override
        public Optional<String> doubt(long run) {
            try (LedgerReader reader = new LedgerReader(connection)) {
                return reader.run(sync, run).isPresent()
                        ? reader.doubt(sync, run)
                        : Optional.of(UNKNOWN_RUN);
            }
        }

        @Override
        public long approvedUpTo() {
            try (LedgerReader reader = new LedgerReader(connection)) {
                return reader.approvedUpTo(sync).orElse(Long.MIN_VALUE);
            }
        }
    }
}
