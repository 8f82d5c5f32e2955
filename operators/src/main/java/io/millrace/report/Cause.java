/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

/**
 * Why a run ended as it did.
 *
 * @param code short and stable, such as {@code sourceFailed}; empty if there is nothing to explain
 * @param message in words; empty if there are none
 */
public record Cause(String code, String message) {

    /** The source could not be read. */
    public static final String SOURCE_FAILED = "sourceFailed";

    /** The result was empty, which the one before was not. */
    public static final String EMPTY_RESULT = "emptyResult";

    /** The source says that it is not complete. */
    public static final String SOURCE_INCOMPLETE = "sourceIncomplete";

    /** A later run ended while this one had no end of its own. */
    public static final String SUPERSEDED = "superseded";

    /** Iterable does not know the list of the sync. */
    public static final String LIST_MISSING = "invalidListId";

    /** Iterable does not know the catalog of the sync. */
    public static final String CATALOG_MISSING = "error.catalogs.notFound";

    /** Nothing to explain. */
    public static final Cause NONE = new Cause("", "");

    public boolean isNone() {
        return code.isEmpty();
    }

    /** Whether the list or catalog of the sync does not exist in Iterable. */
    public boolean isMissingDestination() {
        return code.equals(LIST_MISSING) || code.equals(CATALOG_MISSING);
    }
}
