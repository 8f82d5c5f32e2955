/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.util.Locale;

/**
 * A problem of a run for which no row was refused.
 *
 * @param code short and stable, such as {@code filteredOutFields}
 * @param detail in words
 * @param times how often it occurred in this run; the number of rows, if they wait
 */
public record RunWarning(long run, String code, String detail, long times) {

    /** The counts of a run contradict each other. */
    public static final String DOES_NOT_ADD_UP = "doesNotAddUp";

    /** Rows of an open run wait. */
    public static final String WAITING = "waiting";

    /** Every row was sent again because the sync has another list or catalog than before. */
    public static final String NEW_DESTINATION = "newDestination";

    /** Fields of a catalog were created in Iterable. */
    public static final String CREATED_FIELDS = "createdFields";

    /** The rows of a first run are the baseline. */
    public static final String ADOPTED = "adopted";

    /** The run is not read yet, because its set-up takes long. */
    public static RunWarning slowSetUp(long run) {
        return new RunWarning(
                run, WAITING, "for the set-up of its list, catalog or fields in Iterable", 0);
    }

    public static RunWarning adopted(long run, long rows) {
        String detail =
                String.format(
                        Locale.ROOT,
                        "%,d %s of the first run became the baseline, and nothing was sent for %s;"
                                + " later runs send what changes ('first-run' in the sync's file)",
                        rows,
                        rows == 1 ? "row" : "rows",
                        rows == 1 ? "it" : "them");
        return new RunWarning(run, ADOPTED, detail, 1);
    }
}
