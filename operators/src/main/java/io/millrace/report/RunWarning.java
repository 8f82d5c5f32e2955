/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

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

    /** Every row was sent again because the list or catalog is not the one of the runs before. */
    public static final String NEW_DESTINATION = "newDestination";
}
