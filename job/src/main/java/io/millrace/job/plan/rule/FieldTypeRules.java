/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.definition.FieldTree;
import io.millrace.mapping.field.Coordinate;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.ProfileField;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

/**
 * Checks columns and static values of the fields whose type is known without a call to Iterable:
 * the profile fields that Iterable itself uses, and geo locations.
 */
public record FieldTypeRules(SyncScope scope) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LOCATION_FIELDS =
            Arrays.stream(Coordinate.values())
                    .map(Coordinate::field)
                    .collect(Collectors.toUnmodifiableSet());

    /** Checks the profile fields that Iterable itself uses. */
    public void checkProfileFields() {
        Map<String, FieldType> types = ProfileField.types().byPath();
        scope.fields()
                .fields()
                .forEach(
                        (name, value) ->
                                Optional.ofNullable(types.get(name))
                                        .ifPresent(type -> checkProfileField(name, type, value)));
    }

    private void checkProfileField(String name, FieldType type, FieldTree value) {
        value.visit(
                column -> checkColumn(name, type, column),
                constant -> checkConstant(name, type, constant),
                branch -> {
                    String message = "is " + type.words() + " and can't be a group of fields";
                    scope.problems().error(branch.at(), "mappings." + name, message, fix(type));
                });
    }

    private void checkColumn(String name, FieldType type, FieldTree.Column column) {
        Optional<LogicalType> unfit =
                type(column).filter(columnType -> type.fit(columnType) == FieldType.Fit.NO_VALUE);
        if (unfit.isPresent()) {
            String message =
                    "is "
                            + type.words()
                            + ", and column '"
                            + column.name()
                            + "' is "
                            + unfit.get().asSummaryString();
            scope.problems().error(column.at(), "mappings." + name, message, fix(type));
        }
    }

    private void checkConstant(String name, FieldType type, FieldTree.Constant constant) {
        JsonNode json = json(constant);
        if (!json.isTextual() && !json.isNull()) {
            String message = "is " + type.words() + ", and " + json + " is none";
            scope.problems().error(constant.at(), "static." + name, message, "Quote it");
        }
    }

    private static String fix(FieldType type) {
        return switch (type) {
            case USER_ID -> "Map a column that is a STRING or a whole number";
            case PHONE_NUMBER -> "Map a STRING with a plus and the digits, such as +15551112222";
            case UNKNOWN, STRING, DATE, LONG, DOUBLE, BOOLEAN, GEO_LOCATION, OBJECT, EMAIL ->
                    "Map a column that is a STRING";
        };
    }

    /** Checks the fields that end in {@code _geo_location}, in the merged tree. */
    public void checkGeoLocations() {
        checkGeoLocations(scope.fields(), "mappings");
    }

    private void checkGeoLocations(FieldTree.Branch tree, String path) {
        tree.fields()
                .forEach(
                        (name, value) -> {
                            String here = path + "." + name;
                            if (name.endsWith(FieldType.GEO_SUFFIX)) {
                                checkGeoLocation(value, name, here);
                            } else {
                                value.visit(
                                        column -> {},
                                        constant -> {},
                                        branch -> checkGeoLocations(branch, here));
                            }
                        });
    }

    private void checkGeoLocation(FieldTree value, String name, String path) {
        boolean isGeoLocation = value.match(this::isGeoLocation, constant -> false, this::isPair);
        if (isGeoLocation) {
            value.visit(
                    column -> {}, constant -> {}, branch -> checkStaticCoordinates(branch, path));
        } else {
            scope.problems()
                    .error(
                            value.at(),
                            path,
                            "must have the fields lat and lon, both numbers, and no others",
                            "Write '" + name + ": {lat: <column>, lon: <column>}'");
        }
    }

    private void checkStaticCoordinates(FieldTree.Branch location, String path) {
        for (Coordinate coordinate : Coordinate.values()) {
            FieldTree value = location.fields().get(coordinate.field());
            value.visit(
                    column -> {},
                    constant -> checkStaticCoordinate(coordinate, constant, path),
                    branch -> {});
        }
    }

    private void checkStaticCoordinate(
            Coordinate coordinate, FieldTree.Constant constant, String path) {
        if (!coordinate.isValid(json(constant).asDouble())) {
            scope.problems()
                    .error(
                            constant.at(),
                            path + "." + coordinate.field(),
                            constant.json() + " is not " + coordinate.words(),
                            "");
        }
    }

    private boolean isGeoLocation(FieldTree.Column column) {
        return type(column)
                .filter(type -> FieldType.GEO_LOCATION.fit(type) != FieldType.Fit.NO_VALUE)
                .isPresent();
    }

    /** True if the group has exactly the two coordinates, both numbers. */
    private boolean isPair(FieldTree.Branch branch) {
        return branch.fields().keySet().equals(LOCATION_FIELDS)
                && branch.fields().values().stream().allMatch(this::isNumber);
    }

    /** A column that the model does not have is reported elsewhere. */
    private boolean isNumber(FieldTree value) {
        return value.match(
                column -> type(column).map(type -> type.is(LogicalTypeFamily.NUMERIC)).orElse(true),
                constant -> json(constant).isNumber(),
                branch -> false);
    }

    /** The column's type; empty if the model does not have the column. */
    private Optional<LogicalType> type(FieldTree.Column column) {
        return Optional.ofNullable(scope.columns().get(column.name()));
    }

    private static JsonNode json(FieldTree.Constant constant) {
        try {
            return JSON.readTree(constant.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + constant.json(), e);
        }
    }
}
