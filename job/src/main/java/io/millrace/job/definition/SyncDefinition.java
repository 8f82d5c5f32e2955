/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.Settings;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SyncOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.definition.syntax.Yaml;
import io.millrace.row.IdentifierKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a {@code syncs/*.yaml} file. Missing required keys, and keys that the type does
 * not have, have been reported.
 *
 * @param name the file's name without its ending
 * @param at the file
 * @param identifier empty if it is missing or invalid
 * @param settings the values of all keys
 */
public record SyncDefinition(
        String name,
        Location at,
        Optional<ValueAt<SyncType>> type,
        Optional<Identifier> identifier,
        Settings settings,
        FieldTree.Branch mappings,
        FieldTree.Branch constants) {

    private static final Map<IdentifierKind, Option<String>> IDENTIFIERS =
            Map.of(
                    IdentifierKind.EMAIL, SharedOptions.EMAIL,
                    IdentifierKind.USER_ID, SharedOptions.USER_ID,
                    IdentifierKind.ITEM_ID, SharedOptions.ITEM_ID);

    /** The column with the identifier of the user or item, and its kind. */
    public record Identifier(IdentifierKind kind, String column, Location at) {

        /** The key, such as {@code identifier.email}. */
        public String option() {
            return "identifier." + kind.field();
        }
    }

    public boolean enabled() {
        return settings.valueOf(SyncOptions.ENABLED);
    }

    /** The first name of the sync, under which its state is saved. */
    public String stateName() {
        return settings.get(SyncOptions.WAS).map(ValueAt::value).orElse(name);
    }

    /** The columns of {@code key:}; empty if the key is not given. */
    public List<ValueAt<String>> key() {
        return settings.get(SyncOptions.KEY).map(ValueAt::value).orElse(List.of());
    }

    static SyncDefinition read(String name, Yaml.Fields root, String file, Problems problems) {
        Location top = new Location(file, 0);
        Optional<ValueAt<SyncType>> type = type(root, top);
        Settings settings =
                new Settings(
                        root,
                        options(type),
                        path -> type.isEmpty() && !SyncType.taking(path).isEmpty(),
                        top,
                        problems);
        settings.readAll();
        FieldTreeReader trees = new FieldTreeReader(problems);
        FieldTree.Branch none = new FieldTree.Branch(Map.of(), top);
        return new SyncDefinition(
                name,
                top,
                type,
                identifier(type, settings, top, problems),
                settings,
                settings.get(SharedOptions.MAPPINGS)
                        .map(fields -> trees.columns(fields.value(), SharedOptions.MAPPINGS.key()))
                        .orElse(none),
                settings.get(SharedOptions.STATIC)
                        .map(fields -> trees.constants(fields.value(), SharedOptions.STATIC.key()))
                        .orElse(none));
    }

    /**
     * The type is read first, because it determines the other keys. Problems are reported when the
     * settings are read.
     */
    private static Optional<ValueAt<SyncType>> type(Yaml.Fields root, Location top) {
        return new Settings(root, SyncOptions.COMMON, top, new Problems()).get(SyncOptions.TYPE);
    }

    private static List<Option<?>> options(Optional<ValueAt<SyncType>> type) {
        List<Option<?>> options = new ArrayList<>(SyncOptions.COMMON);
        options.addAll(type.map(known -> known.value().options()).orElse(SharedOptions.OF_PEOPLE));
        return options;
    }

    private static Optional<Identifier> identifier(
            Optional<ValueAt<SyncType>> type, Settings settings, Location top, Problems problems) {
        boolean items =
                type.filter(known -> known.value().takes(SharedOptions.ITEM_ID)).isPresent();
        List<IdentifierKind> possible =
                items
                        ? List.of(IdentifierKind.ITEM_ID)
                        : List.of(IdentifierKind.EMAIL, IdentifierKind.USER_ID);
        List<Identifier> identifiers = new ArrayList<>();
        for (IdentifierKind kind : possible) {
            settings.get(IDENTIFIERS.get(kind))
                    .map(column -> new Identifier(kind, column.value(), column.at()))
                    .ifPresent(identifiers::add);
        }
        if (possible.stream().map(IDENTIFIERS::get).noneMatch(settings::isGiven)) {
            problems.error(
                    top,
                    "identifier",
                    "is missing",
                    items
                            ? "Give 'identifier: {itemId: <column>}'"
                            : "Give 'identifier: {email: <column>}' or 'identifier: {userId:"
                                    + " <column>}'");
        }
        if (identifiers.size() > 1) {
            problems.error(
                    identifiers.get(1).at(),
                    "identifier",
                    "names both email and userId",
                    "Keep the one that identifies users in the project");
            return Optional.empty();
        }
        return identifiers.stream().findFirst();
    }

    /** The fields of {@code merge-arrays:} with their keys; a key may be empty. */
    public Map<String, String> mergeArrays() {
        Map<String, String> arrays = new LinkedHashMap<>();
        settings.get(UserOptions.MERGE_ARRAYS)
                .map(fields -> fields.value().fields())
                .orElse(List.of())
                .forEach(field -> arrays.put(field.name(), key(field.value())));
        return arrays;
    }

    private static String key(Yaml value) {
        boolean named = value instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING;
        return named ? ((Yaml.Scalar) value).text() : "";
    }
}
