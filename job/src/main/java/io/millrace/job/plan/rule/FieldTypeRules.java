/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.definition.FieldTree;
import io.millrace.mapping.Coordinate;
import io.millrace.mapping.FieldType;
import io.millrace.mapping.ProfileField;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * Whether columns and static values can be written to fields whose type is known before Iterable is
 * asked: Iterable's own, and places.
 */
public record FieldTypeRules(SyncScope scope) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> POINT =
            Arrays.stream(Coordinate.values())
                    .map(Coordinate::field)
                    .collect(Collectors.toUnmodifiableSet());

    /** The fields of a profile that have a type of Iterable's own. */
    public void checkOwn() {
        Map<String, FieldType> types = ProfileField.types().byPath();
        scope.fields()
                .fields()
                .forEach(
                        (name, value) ->
                                Optional.ofNullable(types.get(name))
                                        .ifPresent(type -> checkOwn(name, type, value)));
    }

    private void checkOwn(String name, FieldType type, FieldTree value) {
        if (value instanceof FieldTree.Branch) {
            error(value, name, "is " + type.words() + " and can't be a group of fields", type);
        } else if (value instanceof FieldTree.Constant constant) {
            JsonNode json = json(constant);
            if (!json.isTextual() && !json.isNull()) {
                error(value, name, "is " + type.words() + ", and " + json + " is none", "Quote it");
            }
        } else if (value instanceof FieldTree.Column column) {
            column(column)
                    .filter(columnType -> type.fit(columnType) == FieldType.Fit.NO_VALUE)
                    .ifPresent(
                            columnType ->
                                    error(
                                            value,
                                            name,
                                            "is "
                                                    + type.words()
                                                    + ", and column '"
                                                    + column.name()
                                                    + "' is "
                                                    + columnType.asSummaryString(),
                                            type));
        }
    }

    private void error(FieldTree value, String name, String message, FieldType type) {
        error(value, name, message, fix(type));
    }

    private void error(FieldTree value, String name, String message, String fix) {
        scope.problems().error(value.at(), key(value) + "." + name, message, fix);
    }

    private static String key(FieldTree value) {
        return value instanceof FieldTree.Constant ? "static" : "mappings";
    }

    private static String fix(FieldType type) {
        return switch (type) {
            case USER_ID -> "Map a column that is a STRING or a whole number";
            case PHONE_NUMBER -> "Map a STRING with a plus and the digits, such as +15551112222";
            case UNKNOWN, STRING, DATE, LONG, DOUBLE, BOOLEAN, GEO_LOCATION, OBJECT, EMAIL ->
                    "Map a column that is a STRING";
        };
    }

    /** Fields that end in {@code _geo_location}; checked on the merged tree. */
    public void checkPlaces() {
        checkPlaces(scope.fields(), "mappings");
    }

    private void checkPlaces(FieldTree.Branch tree, String path) {
        tree.fields()
                .forEach(
                        (name, value) -> {
                            String here = path + "." + name;
                            if (name.endsWith(FieldType.GEO_SUFFIX)) {
                                checkPlace(value, name, here);
                            } else if (value instanceof FieldTree.Branch branch) {
                                checkPlaces(branch, here);
                            }
                        });
    }

    private void checkPlace(FieldTree value, String name, String path) {
        if (!isPoint(value)) {
            scope.problems()
                    .error(
                            value.at(),
                            path,
                            "must have the fields lat and lon, both numbers, and no others",
                            "Write '" + name + ": {lat: <column>, lon: <column>}'");
        } else if (value instanceof FieldTree.Branch branch) {
            for (Coordinate coordinate : Coordinate.values()) {
                checkCoordinate(coordinate, branch.fields().get(coordinate.field()), path);
            }
        }
    }

    private void checkCoordinate(Coordinate coordinate, FieldTree value, String path) {
        if (value instanceof FieldTree.Constant constant
                && !coordinate.holds(json(constant).asDouble())) {
            scope.problems()
                    .error(
                            value.at(),
                            path + "." + coordinate.field(),
                            constant.json() + " is not " + coordinate.words(),
                            "");
        }
    }

    private boolean isPoint(FieldTree value) {
        if (value instanceof FieldTree.Branch branch) {
            return branch.fields().keySet().equals(POINT)
                    && branch.fields().values().stream().allMatch(this::isNumber);
        }
        return value instanceof FieldTree.Column column
                && column(column)
                        .filter(type -> FieldType.GEO_LOCATION.fit(type) != FieldType.Fit.NO_VALUE)
                        .isPresent();
    }

    /** A column the model does not have is reported elsewhere. */
    private boolean isNumber(FieldTree value) {
        if (value instanceof FieldTree.Constant constant) {
            return json(constant).isNumber();
        }
        return value instanceof FieldTree.Column column
                && column(column).map(type -> type.is(LogicalTypeFamily.NUMERIC)).orElse(true);
    }

    private Optional<LogicalType> column(FieldTree.Column column) {
        return Optional.ofNullable(scope.columns().get(column.name()));
    }

    private static JsonNode json(FieldTree.Constant constant) {
        try {
            return JSON.readTree(constant.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + constant.json(), e);
        }
    }
}
