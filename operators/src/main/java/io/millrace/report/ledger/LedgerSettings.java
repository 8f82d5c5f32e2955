/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.io.Serializable;
import java.time.Duration;

/**
 * Limits of the ledger.
 *
 * @param patience how long a write is repeated while the database is away, before it fails the job
 * @param rowsPerRun the number of rows listed for a run; further ones are only counted
 * @param keepRows the retention of listed rows; the runs themselves stay
 */
public record LedgerSettings(Duration patience, int rowsPerRun, Duration keepRows)
        implements Serializable {

    public static final LedgerSettings DEFAULTS =
            new LedgerSettings(Duration.ofMinutes(1), 10_000, Duration.ofDays(7));

    public LedgerSettings {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, is " + patience);
        }
        if (rowsPerRun < 0) {
            throw new IllegalArgumentException("rowsPerRun must not be negative, is " + rowsPerRun);
        }
        if (keepRows.isNegative() || keepRows.isZero()) {
            throw new IllegalArgumentException("keepRows must be positive, is " + keepRows);
        }
    }
}
