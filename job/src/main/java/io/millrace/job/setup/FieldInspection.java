/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.MappedFields;
import io.millrace.job.plan.MappedFields.Home;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.mapping.CatalogMapping;
import java.io.IOException;

/**
 * Compares the fields that syncs write with those in Iterable. Iterable does not list the fields of
 * events.
 */
final class FieldInspection {

    private final ProfileSchema profiles;
    private final ProjectCatalogs catalogs;

    FieldInspection(ProjectCalls calls, ProjectCatalogs catalogs) {
        this.profiles = new ProfileSchema(calls);
        this.catalogs = catalogs;
    }

    /** Whether Iterable lists the fields that a sync writes. */
    static boolean isCompared(MappedFields fields) {
        boolean isListed = fields.home() == Home.PROFILE || fields.home() == Home.CATALOG;
        return isListed && !fields.fields().isEmpty();
    }

    /** Reports what Iterable would reject. Changes nothing. */
    void inspect(Plan plan, Problems problems) {
        for (SyncPlan sync : plan.syncs()) {
            try {
                inspect(plan, sync, new FieldComparison(problems));
            } catch (IOException | SetupException e) {
                problems.warning(
                        sync.fields().fields().get(0).at(),
                        "",
                        "columns can't be compared with the fields Iterable has: " + e.getMessage(),
                        plan.project().refusesNewFields()
                                ? "With 'new-fields: refuse' no run of this sync will start"
                                : "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (plan.project().refusesNewFields()) {
            warnOfEvents(plan, problems);
        }
    }

    private void inspect(Plan plan, SyncPlan sync, FieldComparison comparison)
            throws IOException, InterruptedException, SetupException {
        if (!isCompared(sync.fields())) {
            return;
        }
        if (sync.mapping() instanceof CatalogMapping mapping) {
            catalogs.fields(mapping.catalog())
                    .ifPresent(known -> comparison.compare(sync.fields(), known));
        } else {
            comparison.compare(sync.fields(), profiles.fields());
        }
        if (plan.project().refusesNewFields()) {
            new FieldRefusal(profiles, catalogs, comparison)
                    .compare(sync.fields(), sync.prerequisite().stream().toList());
        }
    }

    private static void warnOfEvents(Plan plan, Problems problems) {
        for (SyncPlan sync : plan.syncs()) {
            if (sync.fields().home() == Home.EVENT && !sync.fields().fields().isEmpty()) {
                problems.warning(
                        plan.project().newFields().at(),
                        "new-fields",
                        "can't be checked for sync '"
                                + sync.name()
                                + "', because Iterable"
                                + " does not list the fields of events",
                        switch (sync.type()) {
                            case EVENTS ->
                                    "Iterable drops unknown fields, and the run warns with"
                                            + " 'filteredOutFields'";
                            default -> "New fields of purchases are created";
                        });
            }
        }
    }
}
