/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.run;

import java.util.Locale;

/**
 * Something about a run its owner should see though no row was refused for it.
 *
 * @param code short and stable, such as {@code filteredOutFields}
 * @param detail in words
 * @param times how often it was said in this run
 */
public record RunWarning(long run, String code, String detail, long times) {

    /** The counts of a run contradict each other. */
    public static final String DOES_NOT_ADD_UP = "doesNotAddUp";

    /** Rows of a run that is under way wait; times says how many. */
    public static final String WAITING = "waiting";

    /** Every row was sent again because the list or catalog is not the one of the runs before. */
    public static final String NEW_DESTINATION = "newDestination";

    /** A field of a catalog that Iterable did not have. */
    public static final String CREATED_FIELDS = "createdFields";

    /** The rows of a first run are the baseline. */
    public static final String ADOPTED = "adopted";

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
