/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The catalogs of the project. Names are case-insensitive; item ids are case-sensitive. */
public final class CatalogStore {

    /** One item and when it last changed. */
    public record Item(ObjectNode value, Instant lastModified) {}

    /** One catalog. */
    public record Catalog(
            String name,
            Map<String, Item> items,
            Map<String, FieldType> mappings,
            Set<String> fields) {}

    private final Map<String, Catalog> byName = new TreeMap<>();

    /** Creates a catalog; empty if one with this name exists. */
    public Optional<Catalog> create(String name) {
        Catalog fresh = new Catalog(name, new TreeMap<>(), new TreeMap<>(), new HashSet<>());
        return byName.putIfAbsent(key(name), fresh) == null ? Optional.of(fresh) : Optional.empty();
    }

    public Optional<Catalog> get(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    public boolean delete(String name) {
        return byName.remove(key(name)) != null;
    }

    public Map<String, Catalog> all() {
        return byName;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
