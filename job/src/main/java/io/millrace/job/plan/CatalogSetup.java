/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.report.CatalogGenerations;
import io.millrace.report.Destination;
import io.millrace.report.LedgerConnection;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the catalogs that syncs write to, or creates them where a sync says so. A catalog that is
 * missing or has no item is of a new generation, to which every item is sent again; the generation
 * is noted before the catalog is created.
 */
final class CatalogSetup implements AutoCloseable {

    private final Catalogs catalogs;
    private final CatalogGenerations generations;

    /** By the name in lower case, as Iterable's names are case-insensitive. */
    private final Map<String, Destination> prepared = new HashMap<>();

    CatalogSetup(Catalogs catalogs, LedgerPlan ledger) {
        this.catalogs = catalogs;
        this.generations =
                new CatalogGenerations(
                        new LedgerConnection(
                                ledger.url(), ledger.user(), ledger.password().reveal()));
    }

    /** May be done again after it has thrown an {@link IOException}. */
    Destination prepare(Prerequisite.Catalog catalog)
            throws IOException, InterruptedException, SetupException {
        String name = catalog.name();
        Optional<Catalogs.Fields> known = catalogs.fields(name);
        Destination destination = destination(name, known.isPresent());
        if (catalog.create()) {
            if (known.isEmpty()) {
                catalogs.create(name);
            }
            Map<String, String> missing = new LinkedHashMap<>(catalog.fieldTypes());
            known.ifPresent(fields -> missing.keySet().removeAll(fields.types().keySet()));
            if (!missing.isEmpty()) {
                catalogs.addFieldTypes(name, missing);
            }
        }
        return destination;
    }

    private Destination destination(String name, boolean exists)
            throws IOException, InterruptedException, SetupException {
        String key = name.toLowerCase(Locale.ROOT);
        if (!prepared.containsKey(key)) {
            boolean hasItems = exists && catalogs.hasItems(name);
            String generation = hasItems ? generations.of(key) : generations.next(key);
            prepared.put(
                    key,
                    new Destination(
                            "catalog " + key + " " + generation,
                            name,
                            "the catalog '"
                                    + name
                                    + "' was missing or empty in Iterable: every row is sent"
                                    + " again"));
        }
        return prepared.get(key);
    }

    @Override
    public void close() {
        generations.close();
    }
}
