/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;

/**
 * The status and the counts of one run of one sync.
 *
 * @param rows the outcomes of the rows read; if the run is not {@link #isDelivered()}, only {@code
 *     read} is set
 * @param delivered the outcomes of the operations; so far, while RUNNING
 * @param rowsLeftOut rows that were not delivered, and that the ledger counts and does not list
 * @param cause why the run failed, was held or stopped; otherwise {@link Cause#NONE}
 */
public record RunReport(
        String sync,
        long run,
        RunStatus status,
        RunTimes times,
        DiffTally rows,
        DeliveryTally delivered,
        long rowsLeftOut,
        Cause cause) {

    /** Whether the run was delivered, or its delivery was stopped: then its counts must add up. */
    public boolean isDelivered() {
        return switch (status) {
            case COMPLETE, STOPPED -> true;
            case HELD -> delivered.withheld() > 0;
            case RUNNING, FAILED, INTERRUPTED -> false;
        };
    }

    /** Whether each row read and each operation has exactly one outcome. */
    public boolean addsUp() {
        return rowsAddUp() && operationsAddUp();
    }

    /** {@code read = unchanged + added + changed + duplicate + keyless}. */
    public boolean rowsAddUp() {
        return rows.read()
                == rows.unchanged()
                        + rows.added()
                        + rows.changed()
                        + rows.duplicate()
                        + rows.keyless();
    }

    /** {@code operations = accepted + rejected + pending}. */
    public boolean operationsAddUp() {
        return delivered.operations()
                == delivered.accepted() + delivered.rejected() + delivered.pending();
    }
}
