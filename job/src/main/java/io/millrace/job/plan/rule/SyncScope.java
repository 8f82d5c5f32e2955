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
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.model.Model;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.ValueSource;
import io.millrace.row.IdentifierKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * One sync together with its model, project and problems. Anything that is missing because of an
 * error has been reported already.
 */
public final class SyncScope {

    /** Keys that have no effect on what a row becomes. */
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

    /** The lower of the two limits applies, so a sync's limit above the project's has no effect. */
    public void warnIfLimitExceedsProject() {
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

    /** Reports this kind of identifier as an error in projects of this type. */
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

    /** Reports a missing key, at the file as a whole. */
    public void missing(String key, String fix) {
        problems.error(sync.at(), key, "is missing", fix);
    }

    /** Reports an error unless exactly one of the two options is given. */
    public void checkEither(Option<?> one, Option<?> other, String fix) {
        if (!settings().isGiven(one) && !settings().isGiven(other)) {
            missing(one.key(), fix);
        } else if (settings().isGiven(one) && settings().isGiven(other)) {
            error(other, "can't be combined with '" + one.key() + "'", "Keep one of the two");
        }
    }

    /**
     * Whether the model has the column. Reports a problem if there is a model and it has no such
     * column.
     */
    public boolean checkExists(String column, Location at, String path) {
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

    /** Checks the type of the column that an option names, if the option is given. */
    public void checkColumn(Option<String> option, ColumnUse use) {
        settings()
                .get(option)
                .filter(column -> columns.containsKey(column.value()))
                .ifPresent(column -> checkType(option, column, use));
    }

    private void checkType(Option<String> option, ValueAt<String> column, ColumnUse use) {
        LogicalType type = columns.get(column.value());
        String message = "column '" + column.value() + "' is " + type.asSummaryString();
        use.mismatch(type)
                .ifPresent(fix -> problems.error(column.at(), option.key(), message, fix));
    }

    /** Sets the columns of the row layout, before any position is read. */
    public void setColumns(List<String> names) {
        Map<String, Integer> positionsByName = new LinkedHashMap<>();
        names.forEach(name -> positionsByName.put(name, positionsByName.size()));
        positions = positionsByName;
    }

    /** Position in the row layout of the column that an option names. */
    public int position(Option<String> option) {
        return settings()
                .get(option)
                .map(column -> positions.get(column.value()))
                .orElseThrow(() -> new IllegalStateException(option.key() + " names no column"));
    }

    /** As {@link #position}, or {@link EventTraits#NO_COLUMN} if the option is not given. */
    public int positionIfGiven(Option<String> option) {
        return settings().isGiven(option) ? position(option) : EventTraits.NO_COLUMN;
    }

    /** The fixed value if there is one, otherwise the column that the option names. */
    public ValueSource valueSource(Optional<String> fixed, Option<String> column) {
        return fixed.<ValueSource>map(ValueSource.Fixed::new)
                .orElseGet(() -> new ValueSource.Column(position(column)));
    }

    /** The fields, with column names replaced by positions. */
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

    /**
     * All keys of the sync type that differ from their defaults. The value of a column option
     * includes the column's type.
     */
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
