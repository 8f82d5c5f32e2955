/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.project.CatalogStore;
import io.millrace.sandbox.project.Json;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names, ids and limits of catalogs. */
final class CatalogRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,255}");
    private static final int MAXIMUM_ITEM_BYTES = 30_000;
    private static final int MAXIMUM_FIELDS = 350;

    private CatalogRules() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Refuses an item that breaks a limit. */
    static void check(String itemId, ObjectNode value) {
        checkId(itemId);
        if (Json.bytes(value).length > MAXIMUM_ITEM_BYTES) {
            throw ApiRefusal.badParams("Item " + itemId + " is larger than 30 kB");
        }
        checkNames(value);
    }

    static void checkId(String itemId) {
        if (!isName(itemId)) {
            throw ApiRefusal.badParams(
                    "An item id has letters, digits and dashes, at most 255: " + itemId);
        }
    }

    /** Adds fields to those of the catalog; refuses the request beyond the limit. */
    static void addFields(CatalogStore.Catalog catalog, Set<String> fields) {
        Set<String> fresh = new LinkedHashSet<>(fields);
        fresh.removeAll(catalog.fields());
        int total = catalog.fields().size() + fresh.size();
        if (!fresh.isEmpty() && total > MAXIMUM_FIELDS) {
            throw FieldRefusals.limitExceeded(MAXIMUM_FIELDS, total, fresh);
        }
        catalog.fields().addAll(fresh);
    }

    private static void checkNames(JsonNode value) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (field.getKey().contains(".")) {
                throw ApiRefusal.badParams("A field name has no period: " + field.getKey());
            }
            checkNames(field.getValue());
        }
        if (value.isArray()) {
            value.forEach(CatalogRules::checkNames);
        }
    }
}
