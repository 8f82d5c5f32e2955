/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.mapping.NullPolicy;
import io.millrace.snapshot.IdentifierKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code syncs/*.yaml} says. What is empty though required has been reported.
 *
 * @param name the file's name without its ending
 * @param at the file
 * @param key the columns of {@code key:}; empty if it is not given
 */
public record SyncDefinition(
        String name,
        Location at,
        Optional<Located<String>> model,
        Optional<Located<SyncType>> type,
        SyncMode mode,
        Optional<Identifier> identifier,
        Optional<Duration> schedule,
        FieldTree.Branch mappings,
        FieldTree.Branch constants,
        UserSettings settings,
        double removalLimit,
        List<Located<String>> key,
        boolean enabled) {

    /** The column that names the user, and as what. */
    public record Identifier(IdentifierKind kind, String column, Location at) {

        /** As in {@code identifier.email}. */
        public String option() {
            return "identifier." + kind.field();
        }
    }

    /**
     * @param preferUserIdAt where {@code prefer-user-id} stands, or the file
     */
    public record UserSettings(
            NullPolicy nulls,
            boolean mergeNestedObjects,
            boolean preferUserId,
            Location preferUserIdAt) {}

    static SyncDefinition read(String name, Yaml.Fields root, String file, Problems problems) {
        Location top = new Location(file, 0);
        Settings settings = new Settings(root, SyncOptions.ALL, top, problems);
        FieldTreeReader trees = new FieldTreeReader(problems);
        FieldTree.Branch none = new FieldTree.Branch(Map.of(), top);
        return new SyncDefinition(
                name,
                top,
                settings.get(SyncOptions.MODEL),
                settings.get(SyncOptions.TYPE),
                settings.valueOf(SyncOptions.MODE),
                identifier(settings, top, problems),
                settings.get(SyncOptions.SCHEDULE).map(Located::value),
                settings.get(SyncOptions.MAPPINGS)
                        .map(fields -> trees.columns(fields.value(), SyncOptions.MAPPINGS.key()))
                        .orElse(none),
                settings.get(SyncOptions.STATIC)
                        .map(fields -> trees.constants(fields.value(), SyncOptions.STATIC.key()))
                        .orElse(none),
                new UserSettings(
                        settings.valueOf(SyncOptions.NULLS),
                        settings.valueOf(SyncOptions.MERGE_NESTED_OBJECTS),
                        settings.valueOf(SyncOptions.PREFER_USER_ID),
                        settings.written(SyncOptions.PREFER_USER_ID).map(Yaml::at).orElse(top)),
                settings.valueOf(SyncOptions.REMOVAL_LIMIT),
                settings.get(SyncOptions.KEY).map(Located::value).orElse(List.of()),
                settings.valueOf(SyncOptions.ENABLED));
    }

    private static Optional<Identifier> identifier(
            Settings settings, Location top, Problems problems) {
        List<Identifier> identifiers = new ArrayList<>();
        settings.get(SyncOptions.EMAIL)
                .map(column -> new Identifier(IdentifierKind.EMAIL, column.value(), column.at()))
                .ifPresent(identifiers::add);
        settings.get(SyncOptions.USER_ID)
                .map(column -> new Identifier(IdentifierKind.USER_ID, column.value(), column.at()))
                .ifPresent(identifiers::add);
        boolean given =
                settings.isGiven(SyncOptions.EMAIL) || settings.isGiven(SyncOptions.USER_ID);
        if (!given) {
            problems.error(
                    top,
                    "identifier",
                    "is missing",
                    "Give 'identifier: {email: <column>}' or 'identifier: {userId: <column>}'");
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
}
