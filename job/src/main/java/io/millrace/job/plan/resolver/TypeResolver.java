/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.Option;
import io.millrace.job.plan.Prerequisite;
import io.millrace.mapping.Mapping;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What only one type of sync knows: its own rules, and the mapping that comes of it. */
interface TypeResolver {

    /** Reports everything that is wrong by the rules of this type. */
    void check();

    /** How rows become operations; asked only of a sync without errors. */
    Mapping mapping();

    /**
     * The columns, besides key and identifier, that a removal needs; empty if a removal asks
     * nothing of Iterable.
     */
    default Optional<Set<Option<String>>> keptColumns() {
        return Optional.empty();
    }

    /** What must be there in Iterable before the sync can run. */
    default Optional<Prerequisite> prerequisite() {
        return Optional.empty();
    }

    /** What changes what a row becomes, besides identifier and fields, by name. */
    Map<String, String> traits();
}
