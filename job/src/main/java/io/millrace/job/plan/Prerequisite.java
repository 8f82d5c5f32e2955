/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What must be there in Iterable before a sync can run. */
public sealed interface Prerequisite
        permits Prerequisite.ListOfId, Prerequisite.ListOfName, Prerequisite.Catalog {

    /** Where the sync says so. */
    Location at();

    /** Whether a start of the job creates it where it is missing. */
    boolean isCreated();

    /**
     * The static list of this id.
     *
     * @param refill if there is one that was not made, the list is emptied first
     */
    record ListOfId(long id, Optional<String> refill, Location at) implements Prerequisite {
        @Override
        public boolean isCreated() {
            return false;
        }
    }

    /** A static list of this name; created if there is none. */
    record ListOfName(String name, Optional<String> refill, Location at) implements Prerequisite {
        @Override
        public boolean isCreated() {
            return true;
        }
    }

    /**
     * @param create whether a missing catalog, and missing types of fields, are created
     * @param fieldTypes Iterable's types of the mapped fields, as far as it has one for them
     */
    record Catalog(String name, boolean create, Map<String, String> fieldTypes, Location at)
            implements Prerequisite {

        public Catalog {
            fieldTypes = Collections.unmodifiableMap(new LinkedHashMap<>(fieldTypes));
        }

        @Override
        public boolean isCreated() {
            return create;
        }
    }
}
