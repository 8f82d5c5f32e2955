/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Set;

/**
 * The list or catalog of a request does not exist in Iterable: somebody deleted it, or it was
 * created a moment ago and Iterable does not know it everywhere yet.
 */
public final class MissingDestination {

    static final String LIST = "invalidListId";
    static final String CATALOG = "error.catalogs.notFound";

    private static final Set<String> CODES = Set.of(LIST, CATALOG);

    private MissingDestination() {}

    /** Whether a request was refused because its list or catalog is missing. */
    public static boolean isMissing(Verdict verdict) {
        return verdict.match(
                new Verdict.FewCases<>() {
                    @Override
                    Boolean other() {
                        return false;
                    }

                    @Override
                    public Boolean unavailable(Verdict.Unavailable unavailable) {
                        return CODES.contains(unavailable.code());
                    }

                    @Override
                    public Boolean stop(Verdict.Stop stop) {
                        return CODES.contains(stop.code());
                    }
                });
    }

    /** What is missing, and what to do. */
    static String explain(Request request, String answer) {
        return switch (request.endpoint()) {
            case LISTS_SUBSCRIBE, LISTS_SUBSCRIBE_KNOWN, LISTS_UNSUBSCRIBE ->
                    "Iterable has no list "
                            + request.target()
                            + ": was it deleted? A list given by 'list.name' is created again by the"
                            + " next run, which sends every row to it; for a list given by"
                            + " 'list.id', give the sync the id of a list that exists ("
                            + answer
                            + ")";
            case CATALOG_ITEMS_REPLACE, CATALOG_ITEMS_PATCH, CATALOG_ITEMS_DELETE ->
                    "Iterable has no catalog '"
                            + request.target()
                            + "': was it deleted? With 'create-catalog: true' it is created again by"
                            + " the next run; without, create it in Iterable. Every item is sent to"
                            + " it ("
                            + answer
                            + ")";
            case SUBSCRIPTIONS_ADD, SUBSCRIPTIONS_REMOVE ->
                    "Iterable has no "
                            + request.target()
                            + ": was the list deleted? Give the sync the id of a list that exists ("
                            + answer
                            + ")";
            case USERS_BULK_UPDATE,
                    USERS_DELETE,
                    USERS_FORGET,
                    USERS_UNFORGET,
                    USERS_MERGE,
                    USERS_UPDATE_EMAIL,
                    USERS_REGISTER_DEVICE_TOKEN,
                    USERS_GET,
                    EVENTS_TRACK_BULK,
                    COMMERCE_TRACK_PURCHASE,
                    COMMERCE_UPDATE_CART,
                    USERS_BULK_UPDATE_SUBSCRIPTIONS,
                    WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    answer;
        };
    }
}
