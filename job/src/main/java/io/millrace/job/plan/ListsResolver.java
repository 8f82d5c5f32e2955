/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.ListOptions;
import io.millrace.job.definition.Located;
import io.millrace.job.definition.Option;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.SharedOptions;
import io.millrace.job.definition.SyncType;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.ProfileField;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rows that are members of a list. */
record ListsResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkProfile(scope);
        scope.checkEither(
                ListOptions.LIST_ID,
                ListOptions.LIST_NAME,
                "Give 'list: {id: <number>}' or 'list: {name: <text>}'");
        if (existingOnly() && scope.isProjectOf(ProjectType.EMAIL)) {
            scope.error(
                    ListOptions.EXISTING_USERS_ONLY,
                    "has no effect in an email-based project: Iterable creates the users there",
                    "Remove it, or filter the model");
        }
    }

    private boolean existingOnly() {
        return scope.settings().valueOf(ListOptions.EXISTING_USERS_ONLY);
    }

    private Optional<Located<Integer>> listId() {
        return scope.settings().get(ListOptions.LIST_ID);
    }

    @Override
    public Mapping mapping() {
        ListMapping named =
                new ListMapping(
                        "",
                        scope.values().typed(ProfileField.types()),
                        scope.settings().valueOf(SharedOptions.NULLS),
                        scope.settings().valueOf(SharedOptions.MERGE_NESTED_OBJECTS),
                        scope.prefersUserId(),
                        !existingOnly());
        return listId().map(id -> named.into(id.value())).orElse(named);
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return Optional.of(Set.of());
    }

    @Override
    public Optional<Prerequisite> prerequisite() {
        return listId().<Prerequisite>map(
                        id -> new Prerequisite.ListOfId(id.value(), refill(), id.at()))
                .or(
                        () ->
                                scope.settings()
                                        .get(ListOptions.LIST_NAME)
                                        .map(
                                                name ->
                                                        new Prerequisite.ListOfName(
                                                                name.value(),
                                                                refill(),
                                                                name.at())));
    }

    private Optional<String> refill() {
        return scope.settings().get(ListOptions.REFILL).map(Located::value);
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.LISTS);
    }
}
