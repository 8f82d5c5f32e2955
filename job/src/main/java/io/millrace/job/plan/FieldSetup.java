/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Problem;
import io.millrace.job.definition.Problems;
import io.millrace.job.plan.MappedFields.Home;
import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.FieldTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the fields that syncs write with those Iterable has, in a check and before a job starts.
 * Of events Iterable tells no fields.
 */
final class FieldSetup {

    private static final Logger LOG = LoggerFactory.getLogger(FieldSetup.class);

    private final ProfileSchema profiles;
    private final Catalogs catalogs;

    FieldSetup(IterableCalls calls, Catalogs catalogs) {
        this.profiles = new ProfileSchema(calls);
        this.catalogs = catalogs;
    }

    /**
     * The syncs of the plan with the types their fields have by now. Where these can't be read, the
     * rows go as they are and Iterable judges.
     *
     * @throws SetupException if new fields are refused, and there are some or it can't be told
     */
    List<SyncPlan> typed(Plan plan) throws SetupException, InterruptedException {
        Problems refused = new Problems();
        List<SyncPlan> syncs = new ArrayList<>();
        for (SyncPlan sync : plan.syncs()) {
            try {
                syncs.add(typed(plan.project(), sync, refused));
            } catch (SetupException e) {
                throw new SetupException("sync '" + sync.name() + "': " + e.getMessage(), e);
            }
        }
        if (refused.hasErrors()) {
            throw new SetupException(
                    refused.all().stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n")));
        }
        return syncs;
    }

    private SyncPlan typed(IterableProject project, SyncPlan sync, Problems refused)
            throws SetupException, InterruptedException {
        if (!isCompared(sync)) {
            return sync;
        }
        if (project.refusesNewFields()) {
            try {
                return IterableSetup.persistently(
                        () -> {
                            compareNew(sync, new FieldComparison(refused));
                            return Optional.of(typed(sync));
                        });
            } catch (SetupException e) {
                throw new SetupException(
                        "'new-fields' is refuse, and the fields Iterable has can't be read: "
                                + e.getMessage(),
                        e);
            }
        }
        try {
            return typed(sync);
        } catch (IOException | SetupException e) {
            LOG.warn(
                    "Sync {}: the fields Iterable has can't be read, so values are not compared"
                            + " with their types: {}",
                    sync.name(),
                    e.getMessage());
            return sync;
        }
    }

    private static boolean isCompared(SyncPlan sync) {
        Home home = sync.fields().home();
        boolean isKept = home == Home.PROFILE || home == Home.CATALOG;
        return isKept && !sync.fields().fields().isEmpty();
    }

    /** A catalog takes any value, so its types reject none. */
    private SyncPlan typed(SyncPlan sync) throws IOException, InterruptedException, SetupException {
        return sync.mapping() instanceof CatalogMapping mapping
                ? sync.knowing(mapping, missing(sync, catalogs.fields(mapping.catalog())))
                : sync.knowing(
                        sync.mapping().typed(FieldTypes.of(profiles.fields().types())), Map.of());
    }

    private void compareNew(SyncPlan sync, FieldComparison comparison)
            throws IOException, InterruptedException, SetupException {
        if (sync.mapping() instanceof CatalogMapping mapping) {
            Optional<Catalogs.Fields> known = catalogs.fields(mapping.catalog());
            known.ifPresent(catalog -> comparison.refuseNew(sync.fields(), catalog));
        } else {
            comparison.refuseNew(sync.fields(), profiles.fields());
        }
    }

    /** With an empty type where Iterable has none for the column. */
    private static Map<String, String> missing(SyncPlan sync, Optional<Catalogs.Fields> known) {
        Map<String, String> types =
                sync.prerequisite()
                        .filter(Prerequisite.Catalog.class::isInstance)
                        .map(needed -> ((Prerequisite.Catalog) needed).fieldTypes())
                        .orElse(Map.of());
        Map<String, String> missing = new TreeMap<>();
        sync.fields().fields().stream()
                .map(MappedField::path)
                .filter(path -> !path.contains("."))
                .filter(path -> known.filter(fields -> fields.has(path)).isEmpty())
                .forEach(path -> missing.put(path, types.getOrDefault(path, "")));
        return missing;
    }

    /** Adds what Iterable would refuse to the problems, and changes nothing. */
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
                                ? "With 'new-fields: refuse' the job will not start"
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
        if (!isCompared(sync)) {
            return;
        }
        if (sync.mapping() instanceof CatalogMapping mapping) {
            catalogs.fields(mapping.catalog())
                    .ifPresent(known -> comparison.compare(sync.fields(), known));
        } else {
            comparison.compare(sync.fields(), profiles.fields());
        }
        if (plan.project().refusesNewFields()) {
            compareNew(sync, comparison);
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
                                + "', as Iterable does not tell which fields events have",
                        switch (sync.type()) {
                            case EVENTS ->
                                    "It drops what it does not know, and the run warns of that"
                                            + " with 'filteredOutFields'";
                            default -> "New fields of purchases are created";
                        });
            }
        }
    }
}
