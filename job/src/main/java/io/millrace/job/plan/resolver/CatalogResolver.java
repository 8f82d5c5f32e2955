/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.option.CatalogOptions;
import io.millrace.job.definition.option.CatalogOptions.ItemIds;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.SyncMode;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.rule.ColumnTypes;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.Removal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.table.types.logical.LogicalType;

/** Resolves syncs whose rows are items of a catalog. */
record CatalogResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkNames(scope);
        scope.settings()
                .get(CatalogOptions.CATALOG)
                .filter(name -> !name.value().matches("[A-Za-z0-9-]{1,255}"))
                .ifPresent(
                        name ->
                                scope.error(
                                        CatalogOptions.CATALOG,
                                        "'" + name.value() + "' can't be the name of a catalog",
                                        "Use letters, digits and dashes, at most 255"));
    }

    private String catalog() {
        return scope.settings().get(CatalogOptions.CATALOG).orElseThrow().value();
    }

    private Removal removal() {
        return scope.settings().valueOf(CatalogOptions.ON_REMOVAL);
    }

    @Override
    public Mapping mapping() {
        return new CatalogMapping(
                catalog(),
                scope.settings().valueOf(CatalogOptions.MODE) == SyncMode.REPLACE,
                scope.settings().valueOf(CatalogOptions.ITEM_IDS) == ItemIds.ENCODED,
                scope.settings().valueOf(CatalogOptions.NULLS),
                scope.values(),
                removal());
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return removal() == Removal.NOTHING ? Optional.empty() : Optional.of(Set.of());
    }

    @Override
    public Optional<Prerequisite> prerequisite() {
        Map<String, String> types = new LinkedHashMap<>();
        scope.fields()
                .fields()
                .forEach((name, field) -> type(name, field).ifPresent(t -> types.put(name, t)));
        return Optional.of(
                new Prerequisite.Catalog(
                        catalog(),
                        scope.settings().valueOf(CatalogOptions.CREATE),
                        new TreeSet<>(scope.fields().fields().keySet()),
                        types,
                        scope.settings().at(CatalogOptions.CATALOG)));
    }

    private Optional<String> type(String name, FieldTree field) {
        if (name.endsWith("_geo_location")) {
            return Optional.of("geo_location");
        }
        return field.match(
                column -> type(scope.columns().get(column.name())),
                constant -> type(constant.json()),
                branch -> Optional.of("object"));
    }

    /** Arrays have no type here: Iterable derives it from the first value it receives. */
    private static Optional<String> type(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> Optional.of("boolean");
            case TINYINT, SMALLINT, INTEGER, BIGINT -> Optional.of("long");
            case FLOAT, DOUBLE -> Optional.of("double");
            case DECIMAL -> Optional.of(ColumnTypes.isWholeNumber(type) ? "long" : "double");
            case DATE, TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    Optional.of("date");
            case CHAR, VARCHAR, TIME_WITHOUT_TIME_ZONE -> Optional.of("string");
            case ROW, MAP -> Optional.of("object");
            default -> Optional.empty();
        };
    }

    private static Optional<String> type(String json) {
        try {
            JsonNode value = new ObjectMapper().readTree(json);
            return switch (value.getNodeType()) {
                case BOOLEAN -> Optional.of("boolean");
                case NUMBER -> Optional.of(value.isIntegralNumber() ? "long" : "double");
                case STRING -> Optional.of("string");
                case OBJECT, POJO -> Optional.of("object");
                case ARRAY, BINARY, NULL, MISSING -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + json, e);
        }
    }

    @Override
    public Map<String, String> traits() {
        Map<String, String> traits = new TreeMap<>(scope.givenTraits(SyncType.CATALOG));
        traits.computeIfPresent(
                CatalogOptions.CATALOG.key(), (key, name) -> name.toLowerCase(Locale.ROOT));
        return traits;
    }
}
