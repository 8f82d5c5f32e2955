/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.outbox.RowReleases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of a sync, from the ledger. While the ledger is away, the last answer is used, and a
 * release may take effect one run late.
 */
public record LedgerReleases(LedgerConnection connection, String sync)
        implements RowReleases.Provider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LedgerReleases.class);

    @Override
    public RowReleases open() {
        return new LastHeard(connection, sync);
    }

    /** Connects for each query, as runs are minutes apart. */
    private static final class LastHeard implements RowReleases {
        private final LedgerConnection connection;
        private final String sync;
        private long releasedAt;

        private LastHeard(LedgerConnection connection, String sync) {
            this.connection = connection;
            this.sync = sync;
        }

        @Override
        public long releasedAt() {
            try (LedgerReader reader = new LedgerReader(connection, Duration.ZERO)) {
                releasedAt = reader.releasedAt(sync);
            } catch (LedgerException away) {
                LOG.warn("Whether rows of {} were released is not known", sync, away);
            }
            return releasedAt;
        }
    }
}
