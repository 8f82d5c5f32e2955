/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.outbox.removal.RemovalReview;
import java.util.Optional;

/**
 * What the ledger has about the removals of a sync. While the ledger is away a question waits, and
 * then throws {@link LedgerException}: a removal never goes because nothing could be read.
 */
public record LedgerRemovals(LedgerConnection connection, String sync)
        implements RemovalReview.Provider {

    private static final long serialVersionUID = 1L;

    /** Every run is written down before its first row is read. */
    private static final String UNKNOWN_RUN =
            "the ledger does not have this run, so whether its reading was whole is not known";

    @Override
    public RemovalReview open() {
        return new FromLedger(connection, sync);
    }

    /** A connection of its own for each question: runs are minutes apart. */
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
