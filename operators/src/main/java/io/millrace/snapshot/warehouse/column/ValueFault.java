/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Optional;

/** Classifies a failed read: one value that can't be read as declared, or a failed connection. */
public final class ValueFault {

    private static final int SHOWN_CHARACTERS = 80;

    /** Standard class of SQL states: data exception. */
    private static final String DATA = "22";

    /** Standard class of SQL states: unexpected type. */
    private static final String TYPE = "07";

    /** The SQL state MySQL's drivers give an illegal argument. */
    private static final String ILLEGAL_ARGUMENT = "S1009";

    private ValueFault() {}

    /** Whether the value causes the failure: it recurs for this value, and for no other. */
    public static boolean isOfValue(Exception failure) {
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
     * Describes the fault. Equal values have equal messages, because the message is part of the
     * row's hash.
     *
     * @param value as the warehouse writes it
     */
    public static String message(String value, SelectedColumn selected, Exception failure) {
        String shown =
                value.length() <= SHOWN_CHARACTERS
                        ? value
                        : value.substring(0, SHOWN_CHARACTERS)
                                + "... ("
                                + value.length()
                                + " characters)";
        String why = failure instanceof ArithmeticException ? ": " + failure.getMessage() : "";
        return String.format(
                "%s (%s) can't be read as %s%s",
                shown, selected.column().typeName(), selected.declared().asSummaryString(), why);
    }
}
