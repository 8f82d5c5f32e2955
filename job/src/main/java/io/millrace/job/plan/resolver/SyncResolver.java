/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.diff.FirstRun;
import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.ListOptions;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.OptionType;
import io.millrace.job.definition.option.SyncOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.model.Model;
import io.millrace.job.model.ModelCatalog;
import io.millrace.job.model.RowTypes;
import io.millrace.job.plan.MappedFields;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.rule.ColumnTypes;
import io.millrace.job.plan.rule.IdentifierRules;
import io.millrace.job.plan.rule.RemovalRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;
import io.millrace.trigger.Trigger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Resolves one sync against its model and project. Used once. */
final class SyncResolver {

    private final SyncDefinition sync;
    private final ModelCatalog catalog;
    private final Problems problems;
    private final Optional<Model> model;
    private final SyncScope scope;

    SyncResolver(
            SyncDefinition sync,
            ModelCatalog catalog,
            Optional<ProjectDefinition.Iterable> project,
            Problems problems) {
        this.sync = sync;
        this.catalog = catalog;
        this.problems = problems;
        this.model = model();
        this.scope = new SyncScope(sync, project, model, problems);
    }

    /**
     * Returns the plan of the sync; empty if the definitions have an error, here or elsewhere. All
     * errors have been reported.
     */
    Optional<SyncPlan> resolve() {
        checkColumns(sync.mappings(), "mappings");
        checkNamedColumns();
        checkFirstRun();
        scope.warnIfLimitExceedsProject();
        if (sync.type().isEmpty()) {
            return Optional.empty();
        }
        SyncType type = sync.type().get().value();
        new IdentifierRules(scope).check(type);
        TypeResolver resolver = resolver(type);
        resolver.check();
        return problems.hasErrors()
                ? Optional.empty()
                : Optional.of(plan(model.orElseThrow(), type, resolver));
    }

    private TypeResolver resolver(SyncType type) {
        return switch (type) {
            case USERS -> new UsersResolver(scope);
            case EVENTS -> new EventsResolver(scope);
            case PURCHASES -> new PurchasesResolver(scope);
            case CARTS -> new CartsResolver(scope);
            case CATALOG -> new CatalogResolver(scope);
            case LISTS -> new ListsResolver(scope);
            case SUBSCRIPTIONS -> new SubscriptionsResolver(scope);
            case EMAIL_CHANGES -> new EmailChangesResolver(scope);
            case USER_ID_CHANGES -> new UserIdChangesResolver(scope);
            case MERGES -> new MergesResolver(scope);
            case DELETE -> new DeparturesResolver(scope, OperationKind.DELETE_USER);
            case FORGET -> new DeparturesResolver(scope, OperationKind.FORGET_USER);
            case UNFORGET -> new DeparturesResolver(scope, OperationKind.UNFORGET_USER);
            case TRIGGERS -> new TriggersResolver(scope);
            case DEVICE_TOKENS -> new DeviceTokensResolver(scope);
        };
    }

    private Optional<Model> model() {
        Optional<ValueAt<String>> named = sync.settings().get(SyncOptions.MODEL);
        named.filter(name -> !catalog.declares(name.value())).ifPresent(this::reportUnknownModel);
        return named.map(ValueAt::value).flatMap(catalog::model);
    }

    private void reportUnknownModel(ValueAt<String> name) {
        problems.error(
                name.at(),
                "model",
                "there is no table or view '" + name.value() + "' in models/",
                Nearest.question(name.value(), catalog.names(), known()));
    }

    private String known() {
        return catalog.names().isEmpty() ? "" : "There is " + String.join(", ", catalog.names());
    }

    private void checkColumns(FieldTree.Branch tree, String path) {
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            String here = path + "." + field.getKey();
            field.getValue()
                    .visit(
                            column -> checkMappable(column, here),
                            constant -> {},
                            branch -> checkColumns(branch, here));
        }
    }

    private void checkMappable(FieldTree.Column column, String path) {
        if (!scope.checkExists(column.name(), column.at(), path)) {
            return;
        }
        LogicalType type = scope.columns().get(column.name());
        Optional<String> unnamed = ColumnTypes.field(type, ColumnTypes::isGenerated);
        Optional<String> dotted = ColumnTypes.field(type, name -> name.contains("."));
        if (unnamed.isPresent()) {
            problems.error(
                    column.at(),
                    path,
                    "column '"
                            + column.name()
                            + "' has a field without a name, which would be '"
                            + unnamed.get()
                            + "' in Iterable",
                    ColumnTypes.NAME_THE_FIELDS);
        } else if (dotted.isPresent()) {
            problems.error(
                    column.at(),
                    path,
                    "column '"
                            + column.name()
                            + "' has the field '"
                            + dotted.get()
                            + "', and a field name must not have a dot",
                    "CAST it to a ROW with other names in a view");
        } else if (!ColumnTypes.isMappable(type)) {
            problems.error(
                    column.at(),
                    path,
                    "column '"
                            + column.name()
                            + "' is "
                            + type.asSummaryString()
                            + ", which has no form in JSON",
                    "CAST it in a view, or in the warehouse's query");
        }
    }

    /** Checks that the columns named by options exist. */
    private void checkNamedColumns() {
        for (Option<?> option : sync.settings().options()) {
            column(option)
                    .ifPresent(
                            column -> scope.checkExists(column.value(), column.at(), option.key()));
        }
    }

    private Optional<ValueAt<String>> column(Option<?> option) {
        return option.type() == OptionType.COLUMN && sync.settings().isGiven(option)
                ? sync.settings()
                        .get(option)
                        .map(value -> new ValueAt<>(value.value().toString(), value.at()))
                : Optional.empty();
    }

    private SyncPlan plan(Model known, SyncType type, TypeResolver resolver) {
        Identifier identifier = sync.identifier().orElseThrow();
        List<String> names = usedColumns();
        scope.setColumns(names);
        RowType used = RowTypes.select(known.columns(), names);
        List<Integer> key = scope.key().stream().map(names::indexOf).toList();
        int named = names.indexOf(identifier.column());
        RowLayout layout =
                new RowLayout(used, key, named, identifier.kind(), kept(resolver, key, named));
        Mapping mapping = resolver.mapping();
        RemovalRules removals = RemovalRules.of(type, mapping.removal(), sync.settings());
        return new SyncPlan(
                sync.name(),
                sync.stateName(),
                type,
                known,
                new Trigger.Every(sync.settings().get(SyncOptions.SCHEDULE).orElseThrow().value()),
                removals.guard(),
                removals.limit(),
                firstRun(type),
                sync.settings().get(SyncOptions.REQUESTS_PER_SECOND).map(ValueAt::value),
                layout,
                mapping,
                MappedFields.of(type, scope.fields(), scope.columns()),
                MappingFingerprint.of(type, layout, scope.fields(), resolver.traits()),
                resolver.prerequisite());
    }

    /**
     * A message can't be recalled, so triggers adopt their first run. Other types may send a row
     * twice without harm.
     */
    private FirstRun firstRun(SyncType type) {
        FirstRun usual = type == SyncType.TRIGGERS ? FirstRun.ADOPT : FirstRun.SEND;
        return sync.settings().get(SyncOptions.FIRST_RUN).map(ValueAt::value).orElse(usual);
    }

    /** With both options, the list would be emptied and not filled. */
    private void checkFirstRun() {
        sync.settings()
                .get(SyncOptions.FIRST_RUN)
                .filter(first -> first.value() == FirstRun.ADOPT)
                .filter(first -> sync.settings().isGiven(ListOptions.REFILL))
                .ifPresent(
                        first ->
                                problems.error(
                                        first.at(),
                                        SyncOptions.FIRST_RUN.key(),
                                        "'adopt' sends no rows, and 'refill' empties the list",
                                        "Keep one of the two"));
    }

    /** The key columns in key order, then all other columns the sync uses, by name. */
    private List<String> usedColumns() {
        Set<String> others = new TreeSet<>();
        collect(scope.fields(), others);
        sync.settings()
                .options()
                .forEach(option -> column(option).map(ValueAt::value).ifPresent(others::add));
        Set<String> names = new LinkedHashSet<>(scope.key());
        names.addAll(others);
        return List.copyOf(names);
    }

    private static void collect(FieldTree tree, Set<String> columns) {
        tree.visit(
                column -> columns.add(column.name()),
                constant -> {},
                branch -> branch.fields().values().forEach(field -> collect(field, columns)));
    }

    private List<Integer> kept(TypeResolver resolver, List<Integer> key, int identifier) {
        Optional<Set<Option<String>>> columns = resolver.keptColumns();
        if (columns.isEmpty()) {
            return List.of();
        }
        Set<Integer> kept = new TreeSet<>(key);
        kept.add(identifier);
        columns.get().stream()
                .filter(sync.settings()::isGiven)
                .forEach(option -> kept.add(scope.position(option)));
        return List.copyOf(kept);
    }
}
