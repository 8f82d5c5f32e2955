/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.RowFault;
import java.util.Optional;

/**
 * Tells rows with a value of the wrong type from a column of the wrong type, by the share of the
 * rows of a run. Iterable fixes the type of a field by its first value, so a mapping at odds with
 * it is refused row by row for ever: the sync needs mending then, not the rows.
 */
public final class TypeFaults {

    /** Of the rows settled so far, one in this many may have been taken. */
    static final int TAKEN_SHARE = 10;

    /** A share says something once it is of this part of the run, within bounds. */
    static final int PART_OF_RUN = 10;

    static final int FEWEST_ROWS = 100;
    static final int MOST_ROWS = 5_000;

    private long settled;
    private long refused;
    private Optional<RowFault> last = Optional.empty();

    /** A row is done: accepted, or refused with this fault. */
    public void settled(Optional<RowFault> fault) {
        settled++;
        if (fault.filter(RowFault::isOfType).isPresent()) {
            refused++;
            last = fault;
        }
    }

    /** Rows of a refused request go again, without those it was refused for. */
    public void spared(int rows) {
        settled += rows;
    }

    /**
     * Why delivery must stop; empty while it need not.
     *
     * @param operations of the run
     */
    public Optional<Decision.Halt> stopReason(long operations) {
        long enough = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, operations / PART_OF_RUN));
        boolean never = refused >= enough && (settled - refused) * TAKEN_SHARE <= settled;
        return last.filter(fault -> never)
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
