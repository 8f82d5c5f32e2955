/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.problem.Location;
import java.util.List;
import java.util.Locale;

/**
 * A field, list or other part of Iterable's data that only one sync may write.
 *
 * @param path which one of its kind; a prefix of a path covers everything below it
 * @param at where the sync names it
 * @param key the key of the sync that names it
 */
record WriteTarget(Kind kind, List<String> path, Location at, String key) {

    enum Kind {
        PROFILE_FIELD,
        LIST,
        CHANNEL,
        MESSAGE_TYPE,
        CART,
        ADDRESS,
        USER_ID,
        /** The first element of the path is the catalog. */
        CATALOG_FIELD
    }

    WriteTarget {
        path = List.copyOf(path);
    }

    boolean overlaps(WriteTarget other) {
        int shorter = Math.min(path.size(), other.path.size());
        return kind == other.kind
                && path.subList(0, shorter).equals(other.path.subList(0, shorter));
    }

    /**
     * Whether two owners are an error. A catalog field may have several owners, if they write
     * different items.
     */
    boolean hasOneOwner() {
        return kind != Kind.CATALOG_FIELD;
    }

    /** Subject and verb of a sentence, such as "list 5 is written". */
    String describe() {
        return switch (kind) {
            case PROFILE_FIELD -> "profile field '" + String.join(".", path) + "' is written";
            case LIST -> ofGroup("list");
            case CHANNEL -> ofGroup("channel");
            case MESSAGE_TYPE -> ofGroup("message type");
            case CART -> "the cart of a user is written";
            case ADDRESS -> "the address of a user is written";
            case USER_ID -> "the userId of a user is written";
            case CATALOG_FIELD ->
                    path.size() == 1
                            ? "all fields of catalog '" + path.get(0) + "' are written"
                            : "field '"
                                    + path.get(1)
                                    + "' of catalog '"
                                    + path.get(0)
                                    + "' is written";
        };
    }

    private String ofGroup(String group) {
        return path.isEmpty()
                ? "every " + group + " is written"
                : group + " " + path.get(0) + " is written";
    }

    /** The catalog's name as Iterable compares it. */
    static String catalog(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
