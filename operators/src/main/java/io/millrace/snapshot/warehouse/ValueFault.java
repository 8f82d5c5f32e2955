/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.RowShape.Selected;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Optional;

/** Tells a value that can't be read as declared from a connection that fails. */
final class ValueFault {

    private static final int SHOWN = 80;

    /** Standard classes of SQL states: data exception, and a type that was not expected. */
    private static final String DATA = "22";

    private static final String TYPE = "07";

    /** What MySQL's drivers call an argument that is none. */
    private static final String ILLEGAL_ARGUMENT = "S1009";

    private ValueFault() {}

    /** Whether reading the same value again would fail in the same way, and others would not. */
    static boolean isOfValue(Exception failure) {
        if (failure instanceof SQLException refused) {
            String state = Optional.ofNullable(refused.getSQLState()).orElse("");
            return failure instanceof SQLDataException
                    || state.startsWith(DATA)
                    || state.startsWith(TYPE)
                    || state.equals(ILLEGAL_ARGUMENT);
        }
        return failure instanceof ArithmeticException
                || failure instanceof DateTimeException
                || failure instanceof NumberFormatException;
    }

    /**
     * The same for the same value: the row's hash is made from it.
     *
     * @param value in the warehouse's words
     */
    static String message(String value, Selected selected, Exception failure) {
        String shown =
                value.length() <= SHOWN
                        ? value
                        : value.substring(0, SHOWN) + "... (" + value.length() + " characters)";
        String why = failure instanceof ArithmeticException ? ": " + failure.getMessage() : "";
        return String.format(
                "%s (%s) can't be read as %s%s",
                shown, selected.column().typeName(), selected.declared().asSummaryString(), why);
    }
}
