/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.Option;
import io.millrace.job.plan.Prerequisite;
import io.millrace.mapping.Mapping;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one sync type, and the mapping of its rows. */
interface TypeResolver {

    /** Reports every problem with the rules of this type. */
    void check();

    /** How rows become operations. Called only if the sync has no errors. */
    Mapping mapping();

    /**
     * The columns that a removal needs in addition to key and identifier; empty if a removal sends
     * nothing.
     */
    default Optional<Set<Option<String>>> keptColumns() {
        return Optional.empty();
    }

    /** What must exist in Iterable before the sync can run. */
    default Optional<Prerequisite> prerequisite() {
        return Optional.empty();
    }

    /** Settings by name that affect what a row becomes, other than identifier and fields. */
    Map<String, String> traits();
}
