/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Location;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What must be there in Iterable before a run of a sync is read. */
public sealed interface Prerequisite extends Serializable
        permits Prerequisite.StaticList, Prerequisite.Catalog {

    /** Where the sync says so. */
    Location at();

    /** A static list. */
    sealed interface StaticList extends Prerequisite permits ListOfId, ListOfName {

        /** The text for which it is emptied first, unless it was; empty if it is left as it is. */
        String refill();
    }

    /** The static list of this id. */
    record ListOfId(long id, String refill, Location at) implements StaticList {}

    /** A static list of this name; created if there is none. */
    record ListOfName(String name, String refill, Location at) implements StaticList {}

    /**
     * A catalog.
     *
     * @param create whether a missing catalog, and missing types of fields, are created
     * @param fields the mapped fields
     * @param fieldTypes Iterable's types of them, as far as it has one
     */
    record Catalog(
            String name,
            boolean create,
            SortedSet<String> fields,
            Map<String, String> fieldTypes,
            Location at)
            implements Prerequisite {

        public Catalog {
            fields = Collections.unmodifiableSortedSet(new TreeSet<>(fields));
            fieldTypes = Collections.unmodifiableMap(new LinkedHashMap<>(fieldTypes));
        }
    }
}
