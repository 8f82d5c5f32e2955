/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.rule.OwnerRules;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reports what {@link SyncSetup} would fail on: lists and catalogs that are missing or can't be
 * written, and fields whose types don't fit. Changes nothing.
 */
public final class IterableInspection {

    private final StaticLists lists;
    private final ProjectCatalogs catalogs;
    private final FieldInspection fields;
    private final Map<String, Long> idsByName = new HashMap<>();

    private IterableInspection(ProjectCalls calls) {
        this.lists = new StaticLists(calls);
        this.catalogs = new ProjectCatalogs(calls);
        this.fields = new FieldInspection(calls, catalogs);
    }

    /** Adds problems. Connects only if a sync has a prerequisite or mapped fields. */
    public static void inspect(Plan plan, Problems problems) {
        if (needsNothing(plan)) {
            return;
        }
        IterableProject project = plan.project();
        try (ProjectCalls calls = new ProjectAccess(project.baseUrl(), project.apiKey()).open()) {
            IterableInspection inspection = new IterableInspection(calls);
            for (SyncPlan sync : plan.syncs()) {
                sync.prerequisite().ifPresent(needed -> inspection.inspect(needed, problems));
            }
            inspection.inspectOwners(plan, problems);
            inspection.fields.inspect(plan, problems);
        }
    }

    private static boolean needsNothing(Plan plan) {
        return plan.syncs().stream()
                .allMatch(
                        sync -> sync.prerequisite().isEmpty() && sync.fields().fields().isEmpty());
    }

    /** Two syncs may reference one list, one by name and the other by id. */
    private void inspectOwners(Plan plan, Problems problems) {
        Map<Long, Prerequisite.ListOfId> owners = new HashMap<>();
        Stream.concat(plan.paused().stream(), plan.syncs().stream())
                .flatMap(sync -> sync.prerequisite().stream())
                .filter(Prerequisite.ListOfId.class::isInstance)
                .map(Prerequisite.ListOfId.class::cast)
                .forEach(list -> owners.put(list.id(), list));
        for (SyncPlan sync : plan.syncs()) {
            if (sync.prerequisite().orElse(null) instanceof Prerequisite.ListOfName list) {
                Optional.ofNullable(idsByName.get(list.name()))
                        .flatMap(id -> Optional.ofNullable(owners.get(id)))
                        .ifPresent(owner -> reportTwoOwners(list, owner, problems));
            }
        }
    }

    private static void reportTwoOwners(
            Prerequisite.ListOfName list, Prerequisite.ListOfId owner, Problems problems) {
        problems.error(
                list.at(),
                "list.name",
                "list '" + list.name() + "' is written by " + owner.at() + " (list.id) too",
                OwnerRules.REMEDY);
    }

    private void inspect(Prerequisite needed, Problems problems) {
        try {
            if (needed instanceof Prerequisite.ListOfId list) {
                lists.faultOf(list.id())
                        .ifPresent(fault -> problems.error(list.at(), "list.id", fault, ""));
            } else if (needed instanceof Prerequisite.ListOfName list) {
                inspect(list, problems);
            } else if (needed instanceof Prerequisite.Catalog catalog) {
                inspect(catalog, problems);
            }
        } catch (IOException | SetupException e) {
            problems.warning(
                    needed.at(), "", "could not be looked up in Iterable: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inspect(Prerequisite.ListOfName list, Problems problems)
            throws IOException, InterruptedException {
        try {
            lists.find(list.name()).ifPresent(id -> idsByName.put(list.name(), id));
        } catch (SetupException e) {
            problems.error(list.at(), "list.name", e.getMessage(), "");
        }
    }

    private void inspect(Prerequisite.Catalog catalog, Problems problems)
            throws IOException, InterruptedException, SetupException {
        if (catalogs.fields(catalog.name()).isEmpty() && !catalog.create()) {
            problems.error(
                    catalog.at(),
                    "catalog",
                    CatalogSetup.missing(catalog.name()),
                    CatalogSetup.REMEDY);
        }
    }
}
