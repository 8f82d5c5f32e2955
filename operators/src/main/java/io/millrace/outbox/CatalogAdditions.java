/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields that a catalog lacked when the job started, until rows with them are taken. Calls for
 * items are answered without a word about fields.
 */
final class CatalogAdditions {

    private static final Set<Endpoint> WRITING =
            EnumSet.of(Endpoint.CATALOG_ITEMS_PATCH, Endpoint.CATALOG_ITEMS_REPLACE);

    private final Map<String, String> missing;

    CatalogAdditions(Map<String, String> missing) {
        this.missing = new TreeMap<>(missing);
    }

    /** The fields that these rows are the first to have, with their types. */
    Map<String, String> taken(Endpoint endpoint, Collection<Batch.Row> rows) {
        Map<String, String> added = new TreeMap<>();
        if (missing.isEmpty() || !WRITING.contains(endpoint)) {
            return added;
        }
        for (Batch.Row row : rows) {
            String body = new String(row.sent().body(), StandardCharsets.UTF_8);
            missing.forEach(
                    (name, type) -> {
                        if (has(body, name)) {
                            added.put(name, type);
                        }
                    });
        }
        missing.keySet().removeAll(added.keySet());
        return added;
    }

    private static boolean has(String body, String name) {
        String field = '"' + name + "\":";
        int at = body.indexOf(field);
        return at >= 0 && !body.startsWith("null", at + field.length());
    }
}
