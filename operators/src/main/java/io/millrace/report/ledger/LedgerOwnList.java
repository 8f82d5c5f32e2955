/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.outbox.OwnList;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The list of a sync, from the ledger. While the ledger is away, the last answer is used. */
public record LedgerOwnList(LedgerConnection connection, String sync) implements OwnList.Provider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LedgerOwnList.class);

    @Override
    public OwnList open() {
        return new LastAnswer(connection, sync);
    }

    /** Connects for each query, as runs are minutes apart. */
    private static final class LastAnswer implements OwnList {
        private final LedgerConnection connection;
        private final String sync;
        private Optional<String> last = Optional.empty();

        private LastAnswer(LedgerConnection connection, String sync) {
            this.connection = connection;
            this.sync = sync;
        }

        @Override
        public Optional<String> id() {
            try (LedgerReader reader = new LedgerReader(connection)) {
                last = reader.target(sync).or(() -> last);
            } catch (LedgerException away) {
                LOG.warn("Whether {} still writes to the same list is not known", sync, away);
            }
            return last;
        }
    }
}
