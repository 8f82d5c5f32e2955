/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.OptionType;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.Settings;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SyncOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.Model;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.field.FieldValue;
import io.millrace.row.IdentifierKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * One sync and all it is judged by. Everything can be asked at any time: what is not there because
 * something is wrong has been reported.
 */
public final class SyncScope {

    /** Keys that say when something is done, or to what end, but not what a row becomes. */
    private static final Set<String> NO_TRAITS = Set.of("on-removal", "create-catalog");

    private final SyncDefinition sync;
    private final Optional<ProjectDefinition.Iterable> project;
    private final Optional<Model> model;
    private final FieldTree.Branch fields;
    private final List<String> key;
    private final Problems problems;
    private final Map<String, LogicalType> columns = new LinkedHashMap<>();
    private Map<String, Integer> positions = Map.of();

    public SyncScope(
            SyncDefinition sync,
            Optional<ProjectDefinition.Iterable> project,
            Optional<Model> model,
            Problems problems) {
        this.sync = sync;
        this.project = project;
        this.model = model;
        this.problems = problems;
        this.fields = new FieldMerge(problems).merge(sync.mappings(), sync.constants(), "static");
        model.ifPresent(
                known ->
                        known.columns()
                                .getFields()
                                .forEach(field -> columns.put(field.getName(), field.getType())));
        this.key =
                model.map(known -> new KeyRules(sync, this, known, problems).key())
                        .orElse(List.of());
    }

    public SyncDefinition sync() {
        return sync;
    }

    public Settings settings() {
        return sync.settings();
    }

    public Problems problems() {
        return problems;
    }

    public Optional<ProjectType> projectType() {
        return project.flatMap(ProjectDefinition.Iterable::type).map(type -> type.value());
    }

    public boolean isProjectOf(ProjectType type) {
        return projectType().filter(type::equals).isPresent();
    }

    public boolean hasMobileKey() {
        return project.flatMap(ProjectDefinition.Iterable::mobileApiKey)
                .filter(secret -> !secret.value().isEmpty())
                .isPresent();
    }

    /** The lower of the two holds, so such a one says nothing. */
    public void warnOfCeilingAboveTheProjects() {
        Optional<Integer> most =
                project.flatMap(iterable -> iterable.pace().requestsPerSecond())
                        .filter(projects -> projects > 0);
        settings()
                .get(SyncOptions.REQUESTS_PER_SECOND)
                .filter(own -> most.filter(projects -> own.value() > projects).isPresent())
                .ifPresent(
                        own ->
                                problems.warning(
                                        own.at(),
                                        SyncOptions.REQUESTS_PER_SECOND.key(),
                                        "is more than iterable.requests-per-second, which is "
                                                + most.orElseThrow()
                                                + " for all syncs together",
                                        "Give "
                                                + most.orElseThrow()
                                                + " or less, or leave it out"));
    }

    public Optional<Identifier> identifier() {
        return sync.identifier();
    }

    public boolean isIdentifiedBy(IdentifierKind kind) {
        return identifier().filter(identifier -> identifier.kind() == kind).isPresent();
    }

    /** In projects of this type such an identifier won't do. */
    public void refuseIdentifier(
            IdentifierKind kind, ProjectType type, String message, String fix) {
        if (isProjectOf(type) && isIdentifiedBy(kind)) {
            identifier()
                    .ifPresent(named -> problems.error(named.at(), named.option(), message, fix));
        }
    }

    /** Mapped and static fields in one tree. */
    public FieldTree.Branch fields() {
        return fields;
    }

    /** Names of the primary key's columns; empty if there is no usable key. */
    public List<String> key() {
        return key;
    }

    /** The model's columns by name; empty if there is no model. */
    public Map<String, LogicalType> columns() {
        return columns;
    }

    public void error(Option<?> option, String message, String fix) {
        problems.error(settings().at(option), option.key(), message, fix);
    }

    /** Of the file as a whole, for what should be there. */
    public void missing(String key, String fix) {
        problems.error(sync.at(), key, "is missing", fix);
    }

    /** Exactly one of the two must be given. */
    public void checkEither(Option<?> one, Option<?> other, String fix) {
        if (!settings().isGiven(one) && !settings().isGiven(other)) {
            missing(one.key(), fix);
        } else if (settings().isGiven(one) && settings().isGiven(other)) {
            error(other, "stands beside '" + one.key() + "'", "Keep one of the two");
        }
    }

    /** Whether the model has the column; if not, and there is a model, that is a problem. */
    public boolean exists(String column, Location at, String path) {
        if (model.isEmpty() || columns.containsKey(column)) {
            return columns.containsKey(column);
        }
        problems.error(
                at,
                path,
                "column '" + column + "' is not in model '" + model.get().name() + "'",
                Nearest.question(
                        column, columns.keySet(), "It has " + String.join(", ", columns.keySet())));
        return false;
    }

    /** Checks the type of the column an option names, if it names one. */
    public void checkColumn(Option<String> option, ColumnUse use) {
        settings()
                .get(option)
                .filter(column -> columns.containsKey(column.value()))
                .ifPresent(
                        column -> {
                            LogicalType type = columns.get(column.value());
                            use.complaint(type)
                                    .ifPresent(
                                            fix ->
                                                    problems.error(
                                                            column.at(),
                                                            option.key(),
                                                            "column '"
                                                                    + column.value()
                                                                    + "' is "
                                                                    + type.asSummaryString(),
                                                            fix));
                        });
    }

    /** From now on positions of these columns can be asked for. */
    public void place(List<String> names) {
        Map<String, Integer> placed = new LinkedHashMap<>();
        names.forEach(name -> placed.put(name, placed.size()));
        positions = placed;
    }

    /** Position of the column an option names. */
    public int position(Option<String> option) {
        return settings()
                .get(option)
                .map(column -> positions.get(column.value()))
                .orElseThrow(() -> new IllegalStateException(option.key() + " names no column"));
    }

    /** The same, or {@link EventTraits#NO_COLUMN}. */
    public int positionIfGiven(Option<String> option) {
        return settings().isGiven(option) ? position(option) : EventTraits.NO_COLUMN;
    }

    /** The fields with positions in place of columns. */
    public FieldValue.Nested values() {
        return values(fields);
    }

    private FieldValue.Nested values(FieldTree.Branch branch) {
        Map<String, FieldValue> values = new LinkedHashMap<>();
        branch.fields()
                .forEach(
                        (name, field) -> {
                            FieldValue value =
                                    field.match(
                                            column ->
                                                    new FieldValue.Column(
                                                            positions.get(column.name())),
                                            constant -> new FieldValue.Static(constant.json()),
                                            nested -> values(nested));
                            values.put(name, value);
                        });
        return new FieldValue.Nested(values);
    }

    public boolean prefersUserId() {
        return settings().valueOf(SharedOptions.PREFER_USER_ID);
    }

    /** Every key of the type that is given and not at its default, with its column's type. */
    public Map<String, String> givenTraits(SyncType type) {
        Map<String, String> traits = new TreeMap<>();
        for (Option<?> option : type.options()) {
            String optionKey = option.key();
            boolean elsewhere =
                    optionKey.startsWith("identifier.")
                            || optionKey.equals(SharedOptions.MAPPINGS.key())
                            || optionKey.equals(SharedOptions.STATIC.key());
            if (!elsewhere && !NO_TRAITS.contains(optionKey)) {
                settings()
                        .otherThanDefault(option)
                        .ifPresent(value -> traits.put(optionKey, trait(option, value)));
            }
        }
        return traits;
    }

    private String trait(Option<?> option, String value) {
        return option.type() == OptionType.COLUMN
                ? value + " " + columns.get(value).asSerializableString()
                : value;
    }
}
