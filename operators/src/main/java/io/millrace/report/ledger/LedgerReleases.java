/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.outbox.RowReleases;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases as the ledger has them. While it is away what was last heard stands: a release may come
 * a run late then.
 */
public record LedgerReleases(LedgerConnection connection, String sync)
        implements RowReleases.Provider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LedgerReleases.class);

    @Override
    public RowReleases open() {
        return new LastHeard(connection, sync);
    }

    /** A connection of its own for each question: runs are minutes apart. */
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
