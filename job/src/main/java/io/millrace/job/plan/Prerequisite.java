/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Location;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What must exist in Iterable before a run of a sync is read. */
public sealed interface Prerequisite extends Serializable
        permits Prerequisite.StaticList, Prerequisite.Catalog {

    /** Where the sync names it. */
    Location at();

    /** A static list. */
    sealed interface StaticList extends Prerequisite permits ListOfId, ListOfName {

        /**
         * The value of {@code refill}: the list is emptied once for each new value. Empty if the
         * list is never emptied.
         */
        String refill();
    }

    /** The static list with this id. */
    record ListOfId(long id, String refill, Location at) implements StaticList {}

    /** The static list with this name; created if there is none. */
    record ListOfName(String name, String refill, Location at) implements StaticList {}

    /**
     * A catalog.
     *
     * @param create whether a missing catalog and missing field types are created
     * @param fields the mapped fields
     * @param fieldTypes Iterable's types of the fields that have a matching type
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
