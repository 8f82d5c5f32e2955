/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.RowFault;
import java.util.Optional;

/**
 * Tells a row with a value of the wrong type from a column that has the wrong type. Iterable fixes
 * the type of a field by its first value, so a mapping at odds with it is refused row by row for
 * ever: not the rows need mending then but the sync.
 */
final class TypeFaults {

    static final int ROWS_THAT_MAKE_A_COLUMN = 25;

    private static final String CODE = "RequestFieldsTypesMismatched";

    private int inARow;
    private Optional<RowFault> last = Optional.empty();

    /** A row is done: accepted, or refused alone with this fault. */
    void settled(Optional<RowFault> fault) {
        last = fault.filter(refusal -> refusal.code().equals(CODE));
        inARow = last.isPresent() ? inARow + 1 : 0;
    }

    /** Why delivery must stop; empty while it need not. */
    Optional<Decision.Halt> stopReason() {
        return last.filter(fault -> inARow >= ROWS_THAT_MAKE_A_COLUMN)
                .map(
                        fault ->
                                new Decision.Halt(
                                        CODE,
                                        inARow
                                                + " rows in a row have a value its field can't hold:"
                                                + " the column has another type than the field in"
                                                + " Iterable. Map it to a new field or convert it in"
                                                + " the model. "
                                                + fault.reason()));
    }
}
