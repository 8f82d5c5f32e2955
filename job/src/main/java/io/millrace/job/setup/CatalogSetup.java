/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.job.plan.Prerequisite;
import io.millrace.report.ledger.Destination;
import io.millrace.report.ledger.LedgerSetup;
import io.millrace.report.run.RunWarning;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the catalog that a sync writes to. Creates the catalog and its field types if the sync has
 * {@code create-catalog}. A catalog that is missing, or empty although items were sent, gets a new
 * generation, to which every item is sent again. The ledger records the generation before the
 * catalog is created.
 */
final class CatalogSetup {

    static final String REMEDY = "Create it there, or set 'create-catalog: true'";

    private final ProjectCatalogs catalogs;
    private final LedgerSetup ledger;
    private final long run;

    CatalogSetup(ProjectCatalogs catalogs, LedgerSetup ledger, long run) {
        this.catalogs = catalogs;
        this.ledger = ledger;
        this.run = run;
    }

    /** Can be repeated after an {@link IOException}. */
    Destination prepare(Prerequisite.Catalog catalog)
            throws IOException, InterruptedException, SetupException {
        String name = catalog.name();
        Optional<ProjectCatalogs.Fields> known = catalogs.fields(name);
        Destination destination = destination(name, known.isPresent());
        if (known.isEmpty() && !catalog.create()) {
            throw new SetupException(missing(name) + ". " + REMEDY);
        }
        ledger.writesTo(destination, run);
        reportNewFields(catalog, known);
        if (catalog.create()) {
            create(catalog, known);
        }
        return destination;
    }

    static String missing(String name) {
        return "Iterable has no catalog '" + name + "'";
    }

    private Destination destination(String name, boolean exists)
            throws IOException, InterruptedException, SetupException {
        boolean isNew = !exists || (ledger.hasFilled(name) && !catalogs.hasItems(name));
        String generation =
                isNew
                        ? ledger.nextCatalogGeneration(name, run)
                        : ledger.catalogGeneration(name, run);
        return new Destination(
                "catalog " + name.toLowerCase(Locale.ROOT) + " " + generation,
                name,
                "the catalog '"
                        + name
                        + "' was missing or empty in Iterable: every row is sent again");
    }

    private void create(Prerequisite.Catalog catalog, Optional<ProjectCatalogs.Fields> known)
            throws IOException, InterruptedException, SetupException {
        if (known.isEmpty()) {
            catalogs.create(catalog.name());
        }
        Map<String, String> missing = new LinkedHashMap<>(catalog.fieldTypes());
        known.ifPresent(fields -> missing.keySet().removeAll(fields.types().keySet()));
        if (!missing.isEmpty()) {
            catalogs.addFieldTypes(catalog.name(), missing);
        }
    }

    private void reportNewFields(
            Prerequisite.Catalog catalog, Optional<ProjectCatalogs.Fields> known) {
        for (String field : catalog.fields()) {
            if (known.filter(fields -> fields.has(field)).isEmpty()) {
                String words = words(field, catalog.fieldTypes().getOrDefault(field, ""));
                ledger.warn(new RunWarning(run, RunWarning.CREATED_FIELDS, words, 1));
            }
        }
    }

    private static String words(String field, String type) {
        return "catalog field '" + field + "'" + (type.isEmpty() ? "" : " of type " + type);
    }
}
