/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.job.plan.MappedFields;
import io.millrace.job.plan.Prerequisite;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reports the fields of a sync that don't exist in Iterable, for projects with {@code new-fields:
 * refuse}.
 */
record FieldRefusal(ProfileSchema profiles, ProjectCatalogs catalogs, FieldComparison comparison) {

    /**
     * @param prerequisites contains the catalog of the fields, if the sync writes one
     */
    void compare(MappedFields mapped, List<Prerequisite> prerequisites)
            throws IOException, InterruptedException, SetupException {
        switch (mapped.home()) {
            case PROFILE -> comparison.refuseNew(mapped, profiles.fields());
            case CATALOG -> {
                for (Prerequisite needed : prerequisites) {
                    catalog(needed).ifPresent(known -> comparison.refuseNew(mapped, known));
                }
            }
            case EVENT, NONE -> {}
        }
    }

    private Optional<ProjectCatalogs.Fields> catalog(Prerequisite needed)
            throws IOException, InterruptedException, SetupException {
        return needed instanceof Prerequisite.Catalog catalog
                ? catalogs.fields(catalog.name())
                : Optional.empty();
    }
}
