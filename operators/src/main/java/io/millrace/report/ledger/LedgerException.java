/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.SQLException;

/**
 * The ledger can't be written or read, also after the patience. It has no cause, because the text
 * of a driver may include the URL with its password; here that text is masked.
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
