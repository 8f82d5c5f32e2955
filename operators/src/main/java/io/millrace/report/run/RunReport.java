/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;

/**
 * All that is known of one run of one sync.
 *
 * @param rows what became of the rows read; while RUNNING and after FAILED, INTERRUPTED or HELD
 *     only {@code read} says something: the rows read so far; unless {@link #isDelivered()}
 * @param delivered what became of the operations; so far, while RUNNING
 * @param rowsLeftOut rejected and held rows the ledger counted but does not list
 * @param cause why it failed, was held or stopped; {@link Cause#NONE} else
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

    /** True if the run went the whole way, so that its counts must add up. */
    public boolean isDelivered() {
        return switch (status) {
            case COMPLETE, STOPPED -> true;
            case HELD -> delivered.withheld() > 0;
            case RUNNING, FAILED, INTERRUPTED -> false;
        };
    }

    /** True if every row read and every operation has exactly one ending. */
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
