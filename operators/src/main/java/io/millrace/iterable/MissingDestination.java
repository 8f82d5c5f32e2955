/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Set;

/**
 * Recognises a request whose list or catalog does not exist in Iterable: it was deleted, or created
 * so recently that not every server of Iterable has it.
 */
public final class MissingDestination {

    static final String LIST = "invalidListId";
    static final String CATALOG = "error.catalogs.notFound";

    private static final Set<String> CODES = Set.of(LIST, CATALOG);

    private MissingDestination() {}

    /** True if the list or catalog of the request is missing. */
    public static boolean isMissing(Verdict verdict) {
        return verdict.errorCode().filter(CODES::contains).isPresent();
    }

    /**
     * Says what is missing and how to fix it.
     *
     * @param reason of the response
     */
    static String explain(Request request, String reason) {
        String target = request.target();
        return switch (request.endpoint().layout().destination()) {
            case NONE -> reason;
            case LIST ->
                    "Iterable has no list "
                            + target
                            + ": was it deleted? A list given by 'list.name' is created again by the"
                            + " next run, which sends every row to it; for a list given by"
                            + " 'list.id', give the sync the id of a list that exists ("
                            + reason
                            + ")";
            case CATALOG ->
                    "Iterable has no catalog '"
                            + target
                            + "': was it deleted? With 'create-catalog: true' it is created again by"
                            + " the next run; without, create it in Iterable. Every item is sent to"
                            + " it ("
                            + reason
                            + ")";
            case SUBSCRIPTION ->
                    "Iterable has no "
                            + target
                            + ": was the list deleted? Give the sync the id of a list that exists ("
                            + reason
                            + ")";
        };
    }
}
