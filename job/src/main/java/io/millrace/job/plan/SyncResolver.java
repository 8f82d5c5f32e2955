/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.Located;
import io.millrace.job.definition.Location;
import io.millrace.job.definition.Nearest;
import io.millrace.job.definition.Problems;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.mapping.FieldValue;
import io.millrace.mapping.UserMapping;
import io.millrace.snapshot.IdentifierKind;
import io.millrace.snapshot.IdentifierText;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Resolves one sync against its model; one use per sync. */
final class SyncResolver {

    private final SyncDefinition sync;
    private final ModelCatalog catalog;
    private final Optional<ProjectType> project;
    private final Problems problems;

    SyncResolver(
            SyncDefinition sync,
            ModelCatalog catalog,
            Optional<ProjectType> project,
            Problems problems) {
        this.sync = sync;
        this.catalog = catalog;
        this.project = project;
        this.problems = problems;
    }

    /** Empty if anything is wrong, which is then among the problems. */
    Optional<SyncPlan> resolve() {
        checkFields();
        checkIdentifierKind();
        FieldTree.Branch fields = merge(sync.mappings(), sync.constants(), "static");
        Optional<Model> model = model();
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Map<String, LogicalType> columns = columns(model.get());
        new FieldRules(problems).geoLocation(fields, "mappings", columns);
        boolean mapped = checkColumns(sync.mappings(), "mappings", model.get(), columns);
        boolean identified = checkIdentifierColumn(model.get(), columns);
        List<String> key = key(model.get(), columns);
        boolean complete =
                mapped
                        && identified
                        && !key.isEmpty()
                        && sync.type().isPresent()
                        && sync.schedule().isPresent();
        return complete ? Optional.of(plan(model.get(), key, fields)) : Optional.empty();
    }

    private void checkFields() {
        Optional<IdentifierKind> kind = sync.identifier().map(Identifier::kind);
        FieldRules rules = new FieldRules(problems);
        rules.check(sync.mappings(), "mappings", kind, project);
        rules.check(sync.constants(), "static", kind, project);
    }

    private void checkIdentifierKind() {
        if (sync.identifier().isEmpty() || project.isEmpty()) {
            return;
        }
        Identifier identifier = sync.identifier().get();
        ProjectType type = project.get();
        boolean honoured = type == ProjectType.EMAIL && identifier.kind() == IdentifierKind.USER_ID;
        if (!type.allows(identifier.kind())) {
            problems.error(
                    identifier.at(),
                    identifier.option(),
                    "can't identify users in a " + type.spelling() + "-based project",
                    "Use 'identifier: {userId: <column>}'");
        } else if (sync.settings().preferUserId() && !honoured) {
            problems.error(
                    sync.settings().preferUserIdAt(),
                    "prefer-user-id",
                    "has a meaning only in email-based projects with identifier.userId",
                    "Remove it");
        } else if (honoured && !sync.settings().preferUserId()) {
            problems.warning(
                    identifier.at(),
                    identifier.option(),
                    "updates known users only: Iterable refuses unknown user ids in an email-based"
                            + " project",
                    "Add 'prefer-user-id: true' to create them");
        }
    }

    /** Both trees in one; the same field in both is a problem. */
    private FieldTree.Branch merge(FieldTree.Branch left, FieldTree.Branch right, String path) {
        Map<String, FieldTree> merged = new LinkedHashMap<>(left.fields());
        right.fields()
                .forEach(
                        (name, value) -> {
                            FieldTree other = merged.get(name);
                            String here = path + "." + name;
                            if (other == null) {
                                merged.put(name, value);
                            } else if (other instanceof FieldTree.Branch a
                                    && value instanceof FieldTree.Branch b) {
                                merged.put(name, merge(a, b, here));
                            } else {
                                problems.error(
                                        value.at(),
                                        here,
                                        "is mapped too, in line " + other.at().line(),
                                        "Keep one of the two");
                            }
                        });
        return new FieldTree.Branch(merged, left.at());
    }

    private Optional<Model> model() {
        Optional<Model> model = sync.model().map(Located::value).flatMap(catalog::model);
        sync.model()
                .filter(name -> !catalog.declares(name.value()))
                .ifPresent(
                        name ->
                                problems.error(
                                        name.at(),
                                        "model",
                                        "there is no table or view '"
                                                + name.value()
                                                + "' in models/",
                                        Nearest.question(name.value(), catalog.names(), known())));
        return model;
    }

    private String known() {
        return catalog.names().isEmpty() ? "" : "There is " + String.join(", ", catalog.names());
    }

    private static Map<String, LogicalType> columns(Model model) {
        Map<String, LogicalType> columns = new LinkedHashMap<>();
        model.columns().getFields().forEach(field -> columns.put(field.getName(), field.getType()));
        return columns;
    }

    private boolean checkColumns(
            FieldTree.Branch tree, String path, Model model, Map<String, LogicalType> columns) {
        boolean right = true;
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            String here = path + "." + field.getKey();
            if (field.getValue() instanceof FieldTree.Branch branch) {
                right &= checkColumns(branch, here, model, columns);
            } else if (field.getValue() instanceof FieldTree.Column column) {
                right &= checkMappable(column, here, model, columns);
            }
        }
        return right;
    }

    private boolean checkMappable(
            FieldTree.Column column, String path, Model model, Map<String, LogicalType> columns) {
        if (!exists(column.name(), column.at(), path, model, columns)) {
            return false;
        }
        LogicalType type = columns.get(column.name());
        if (!ColumnTypes.isMappable(type)) {
            problems.error(
                    column.at(),
                    path,
                    "column '"
                            + column.name()
                            + "' is "
                            + words(type)
                            + ", which has no form in JSON",
                    "CAST it in a view, or in the warehouse's query");
            return false;
        }
        return true;
    }

    private boolean exists(
            String column,
            Location at,
            String path,
            Model model,
            Map<String, LogicalType> columns) {
        if (columns.containsKey(column)) {
            return true;
        }
        problems.error(
                at,
                path,
                "column '" + column + "' is not in model '" + model.name() + "'",
                Nearest.question(
                        column, columns.keySet(), "It has " + String.join(", ", columns.keySet())));
        return false;
    }

    private boolean checkIdentifierColumn(Model model, Map<String, LogicalType> columns) {
        if (sync.identifier().isEmpty()) {
            return false;
        }
        Identifier identifier = sync.identifier().get();
        if (!exists(identifier.column(), identifier.at(), identifier.option(), model, columns)) {
            return false;
        }
        LogicalType type = columns.get(identifier.column());
        boolean fits =
                switch (identifier.kind()) {
                    case EMAIL -> ColumnTypes.isText(type);
                    case USER_ID, ITEM_ID -> IdentifierText.supports(type);
                };
        if (!fits) {
            problems.error(
                    identifier.at(),
                    identifier.option(),
                    "column '" + identifier.column() + "' is " + words(type),
                    switch (identifier.kind()) {
                        case EMAIL -> "An email address must be a STRING";
                        case USER_ID -> "A user id must be a STRING or a whole number";
                        case ITEM_ID -> "An item id must be a STRING or a whole number";
                    });
        }
        return fits;
    }

    /** The names of the key's columns, or none if there is no usable key. */
    private List<String> key(Model model, Map<String, LogicalType> columns) {
        List<String> key = declaredKey(model, columns);
        boolean usable = true;
        for (String column : key) {
            LogicalType type = columns.get(column);
            if (!ColumnTypes.isKey(type)) {
                usable = false;
                problems.error(
                        model.at(),
                        model.name() + "." + column,
                        "is " + words(type) + " and can't be part of a primary key",
                        "Use columns whose values can be compared");
            }
        }
        return usable ? key : List.of();
    }

    private List<String> declaredKey(Model model, Map<String, LogicalType> columns) {
        boolean view = model instanceof ViewModel;
        if (!sync.key().isEmpty() && !view) {
            problems.error(
                    sync.key().get(0).at(),
                    "key",
                    "is for views; '" + model.name() + "' is a table",
                    "Declare PRIMARY KEY (...) NOT ENFORCED in its CREATE TABLE, and remove this");
            return List.of();
        }
        if (!sync.key().isEmpty()) {
            return givenKey(model, columns);
        }
        if (model.primaryKey().isEmpty()) {
            problems.error(
                    view ? sync.at() : model.at(),
                    view ? "key" : model.name(),
                    view
                            ? "view '"
                                    + model.name()
                                    + "' has no primary key: table '"
                                    + model.base().name()
                                    + "' declares none, or its columns are not all in the view"
                            : "has no primary key",
                    view
                            ? "Name the key's columns: 'key: [<column>]'"
                            : "Add PRIMARY KEY (<columns>) NOT ENFORCED; it tells rows apart from"
                                    + " run to run");
        }
        return model.primaryKey();
    }

    private List<String> givenKey(Model model, Map<String, LogicalType> columns) {
        Set<String> key = new LinkedHashSet<>();
        boolean right = true;
        for (Located<String> column : sync.key()) {
            right &= exists(column.value(), column.at(), "key", model, columns);
            if (!key.add(column.value())) {
                right = false;
                problems.error(column.at(), "key", "names '" + column.value() + "' twice", "");
            }
        }
        return right ? List.copyOf(key) : List.of();
    }

    private SyncPlan plan(Model model, List<String> key, FieldTree.Branch fields) {
        Identifier identifier = sync.identifier().orElseThrow();
        Set<String> others = new TreeSet<>();
        collect(fields, others);
        others.add(identifier.column());
        Set<String> names = new LinkedHashSet<>(key);
        names.addAll(others);
        RowType used = RowTypes.select(model.columns(), List.copyOf(names));
        Map<String, Integer> positions = new HashMap<>();
        used.getFieldNames().forEach(name -> positions.put(name, positions.size()));
        List<Integer> keyPositions = new ArrayList<>();
        key.forEach(name -> keyPositions.add(positions.get(name)));
        RowLayout layout =
                new RowLayout(
                        used, keyPositions, positions.get(identifier.column()), identifier.kind());
        UserMapping mapping =
                new UserMapping(
                        values(fields, positions),
                        sync.settings().nulls(),
                        sync.settings().mergeNestedObjects(),
                        sync.settings().preferUserId());
        return new SyncPlan(
                sync.name(),
                model,
                new Trigger.Every(sync.schedule().orElseThrow()),
                new RunGuard(sync.removalLimit()),
                layout,
                mapping,
                MappingFingerprint.of(sync.type().orElseThrow().value(), layout, fields, mapping));
    }

    private static void collect(FieldTree tree, Set<String> columns) {
        if (tree instanceof FieldTree.Column column) {
            columns.add(column.name());
        } else if (tree instanceof FieldTree.Branch branch) {
            branch.fields().values().forEach(field -> collect(field, columns));
        }
    }

    private static FieldValue.Nested values(
            FieldTree.Branch branch, Map<String, Integer> positions) {
        Map<String, FieldValue> values = new LinkedHashMap<>();
        branch.fields()
                .forEach(
                        (name, field) -> {
                            if (field instanceof FieldTree.Branch nested) {
                                values.put(name, values(nested, positions));
                            } else if (field instanceof FieldTree.Column column) {
                                values.put(
                                        name, new FieldValue.Column(positions.get(column.name())));
                            } else if (field instanceof FieldTree.Constant constant) {
                                values.put(name, new FieldValue.Static(constant.json()));
                            }
                        });
        return new FieldValue.Nested(values);
    }

    private static String words(LogicalType type) {
        return type.asSummaryString();
    }
}
