/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.Location;
import io.millrace.mapping.field.FieldType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * The fields that a sync writes to a schema of Iterable. Empty for a sync whose fields have no
 * types in Iterable, such as messages and devices.
 *
 * @param home the schema to which the fields belong
 */
public record MappedFields(Home home, List<MappedField> fields) implements Serializable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where Iterable stores the types of fields. */
    public enum Home {
        /** {@code users/getFields} returns the types. */
        PROFILE,
        /** No call returns the types. */
        EVENT,
        /** The field mappings of the catalog return the types. */
        CATALOG,
        /** The fields have no types. */
        NONE
    }

    public MappedFields {
        fields = List.copyOf(fields);
    }

    public static MappedFields of(
            SyncType type, FieldTree.Branch tree, Map<String, LogicalType> columns) {
        Home home = home(type);
        MappedFields all = new MappedFields(home, List.of());
        return home == Home.NONE
                ? all
                : new MappedFields(home, new Collector(columns).collect(tree));
    }

    private static Home home(SyncType type) {
        return switch (type) {
            case USERS, LISTS -> Home.PROFILE;
            case EVENTS, PURCHASES -> Home.EVENT;
            case CATALOG -> Home.CATALOG;
            case CARTS,
                    SUBSCRIPTIONS,
                    EMAIL_CHANGES,
                    USER_ID_CHANGES,
                    MERGES,
                    DELETE,
                    FORGET,
                    UNFORGET,
                    TRIGGERS,
                    DEVICE_TOKENS ->
                    Home.NONE;
        };
    }

    /** The paths of the fields whose columns hold text. */
    public Set<String> ofText() {
        return fields.stream()
                .filter(MappedField::isOfText)
                .map(MappedField::path)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static final class Collector {

        private final Map<String, LogicalType> columns;
        private final List<MappedField> fields = new ArrayList<>();

        Collector(Map<String, LogicalType> columns) {
            this.columns = columns;
        }

        List<MappedField> collect(FieldTree.Branch tree) {
            collect("", tree);
            return fields;
        }

        private void collect(String prefix, FieldTree.Branch tree) {
            tree.fields()
                    .forEach(
                            (name, value) -> {
                                String path = prefix + name;
                                value.visit(
                                        column -> column(path, column),
                                        constant ->
                                                add(path, "static", constant.at(), of(constant)),
                                        branch -> group(path, branch));
                            });
        }

        private void group(String path, FieldTree.Branch branch) {
            add(path, "mappings", branch.at(), new MappedField.OfGroup());
            if (!isGeoLocation(path)) {
                collect(path + ".", branch);
            }
        }

        private void column(String path, FieldTree.Column column) {
            LogicalType type = columns.get(column.name());
            add(path, "mappings", column.at(), new MappedField.OfColumn(column.name(), type));
            members(path, column, type);
        }

        /** Adds the fields of a column that holds rows, or arrays of rows. */
        private void members(String path, FieldTree.Column column, LogicalType type) {
            if (type instanceof ArrayType array) {
                members(path, column, array.getElementType());
            } else if (type instanceof RowType row && !isGeoLocation(path)) {
                for (RowType.RowField field : row.getFields()) {
                    String inner = path + "." + field.getName();
                    String name = column.name() + "." + field.getName();
                    fields.add(
                            new MappedField(
                                    inner,
                                    "mappings." + path,
                                    column.at(),
                                    new MappedField.OfColumn(name, field.getType())));
                    members(inner, column, field.getType());
                }
            }
        }

        private void add(String path, String root, Location at, MappedField.Value value) {
            fields.add(new MappedField(path, root + "." + path, at, value));
        }

        private static boolean isGeoLocation(String path) {
            return path.endsWith(FieldType.GEO_SUFFIX);
        }

        private static MappedField.OfConstant of(FieldTree.Constant constant) {
            try {
                return new MappedField.OfConstant(
                        constant.json(), type(JSON.readTree(constant.json())));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + constant.json(), e);
            }
        }

        private static FieldType type(JsonNode value) {
            return switch (value.getNodeType()) {
                case BOOLEAN -> FieldType.BOOLEAN;
                case NUMBER -> value.isIntegralNumber() ? FieldType.LONG : FieldType.DOUBLE;
                case STRING -> FieldType.ofText(value.textValue());
                case OBJECT, POJO -> FieldType.OBJECT;
                case ARRAY, BINARY, NULL, MISSING -> FieldType.UNKNOWN;
            };
        }
    }
}
