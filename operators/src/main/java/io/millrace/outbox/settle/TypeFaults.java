/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.RowFault;
import java.util.Optional;

/**
 * Distinguishes rows with a value of the wrong type from a column of the wrong type, by the share
 * of refused rows in a run. Iterable fixes the type of a field by its first value. If the column
 * has another type, Iterable refuses each of its rows, and the sync has to be corrected, not the
 * rows.
 */
public final class TypeFaults {

    /** Delivery stops while at most one in this many rows was accepted. */
    static final int ACCEPTED_SHARE = 10;

    /** The share is judged once one in this many rows of the run is refused, within bounds. */
    static final int PART_OF_RUN = 10;

    static final int FEWEST_ROWS = 100;
    static final int MOST_ROWS = 5_000;

    private long settled;
    private long refused;
    private Optional<RowFault> last = Optional.empty();

    /** A row was accepted, or refused with this fault. */
    public void settled(Optional<RowFault> fault) {
        settled++;
        if (fault.filter(RowFault::isOfType).isPresent()) {
            refused++;
            last = fault;
        }
    }

    /** Rows of a refused request are sent again, because they are not at fault. */
    public void spared(int rows) {
        settled += rows;
    }

    /**
     * Returns why delivery must stop; empty if it need not.
     *
     * @param operations the number of operations of the run
     */
    public Optional<Decision.Halt> stopReason(long operations) {
        long enough = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, operations / PART_OF_RUN));
        boolean ofColumn = refused >= enough && (settled - refused) * ACCEPTED_SHARE <= settled;
        return last.filter(fault -> ofColumn)
                .map(
                        fault ->
                                new Decision.Halt(
                                        fault.code(),
                                        refused
                                                + " of the "
                                                + settled
                                                + " rows sent have a value that its field can't"
                                                + " hold: the column has another type than the"
                                                + " field in Iterable. Map it to a new field or"
                                                + " convert it in the model. "
                                                + fault.reason()));
    }
}
