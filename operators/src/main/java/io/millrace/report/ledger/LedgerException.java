/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.SQLException;

/**
 * The ledger can't be written or read, and waiting did not help. Carries no cause, since what a
 * driver says may repeat the URL with its password; the text it has is masked.
 */
public final class LedgerException extends RuntimeException {

    LedgerException(String message) {
        super(message);
    }

    static LedgerException of(LedgerConnection connection, String what, SQLException cause) {
        return new LedgerException(
                what
                        + " the ledger at "
                        + connection
                        + ": "
                        + connection.mask(String.valueOf(cause.getMessage()).strip())
                        + " (SQL state "
                        + cause.getSQLState()
                        + ")");
    }
}
