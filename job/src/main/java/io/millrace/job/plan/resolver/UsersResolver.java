/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SyncMode;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.field.ProfileField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves syncs whose rows are users. */
record UsersResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkProfile(scope);
        if (removal() == Removal.DELETE) {
            warnOfIdentifierThatMayChange();
        }
    }

    /**
     * With this setting, a changed identifier deletes the user with the old one, which is rarely
     * intended.
     */
    private void warnOfIdentifierThatMayChange() {
        scope.identifier()
                .filter(identifier -> scope.columns().containsKey(identifier.column()))
                .filter(identifier -> !scope.key().isEmpty())
                .filter(identifier -> !scope.key().contains(identifier.column()))
                .ifPresent(this::warnOfDeletion);
    }

    private void warnOfDeletion(Identifier identifier) {
        scope.problems()
                .warning(
                        identifier.at(),
                        identifier.option(),
                        "is not part of the primary key: a row in which it changes deletes the user"
                                + " it named, with all its data",
                        "Use 'on-removal: clear' or 'nothing', or name users by what never"
                                + " changes");
    }

    private SyncMode mode() {
        return scope.settings().valueOf(UserOptions.MODE);
    }

    private Removal removal() {
        return scope.settings().valueOf(UserOptions.ON_REMOVAL);
    }

    @Override
    public Mapping mapping() {
        return new UserMapping(
                scope.values().withTypes(ProfileField.types()),
                scope.settings().valueOf(SharedOptions.NULLS),
                scope.settings().valueOf(SharedOptions.MERGE_NESTED_OBJECTS),
                scope.prefersUserId(),
                mode() == SyncMode.UPSERT,
                removal());
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return removal() == Removal.NOTHING ? Optional.empty() : Optional.of(Set.of());
    }

    /** The names are part of the fingerprint: changing one sends every user again. */
    @Override
    public Map<String, String> traits() {
        Map<String, String> traits = new LinkedHashMap<>();
        traits.put("nulls", scope.settings().valueOf(SharedOptions.NULLS).name());
        traits.put(
                "mergeNestedObjects",
                scope.settings().valueOf(SharedOptions.MERGE_NESTED_OBJECTS).toString());
        traits.put("preferUserId", Boolean.toString(scope.prefersUserId()));
        if (mode() == SyncMode.UPDATE) {
            traits.put("mode", mode().name());
        }
        return traits;
    }
}
