/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.ListOptions;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.field.ProfileField;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Resolves syncs whose rows are members of a static list. */
record ListsResolver(SyncScope scope) implements TypeResolver {

    /** Excluded from the fingerprint: the set-up of each run compares the list. */
    private static final Set<String> OF_THE_LIST =
            Set.of(
                    ListOptions.LIST_ID.key(),
                    ListOptions.LIST_NAME.key(),
                    ListOptions.REFILL.key());

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

    private Optional<ValueAt<Integer>> listId() {
        return scope.settings().get(ListOptions.LIST_ID);
    }

    @Override
    public Mapping mapping() {
        return new ListMapping(
                scope.values().withTypes(ProfileField.types()),
                scope.settings().valueOf(SharedOptions.NULLS),
                scope.settings().valueOf(SharedOptions.MERGE_NESTED_OBJECTS),
                scope.prefersUserId(),
                !existingOnly());
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return Optional.of(Set.of());
    }

    @Override
    public Optional<Prerequisite> prerequisite() {
        Optional<Prerequisite> byId =
                listId().map(id -> new Prerequisite.ListOfId(id.value(), refill(), id.at()));
        return byId.or(this::listOfName);
    }

    private Optional<Prerequisite> listOfName() {
        return scope.settings()
                .get(ListOptions.LIST_NAME)
                .map(name -> new Prerequisite.ListOfName(name.value(), refill(), name.at()));
    }

    private String refill() {
        return scope.settings().get(ListOptions.REFILL).map(ValueAt::value).orElse("");
    }

    @Override
    public Map<String, String> traits() {
        Map<String, String> traits = new TreeMap<>(scope.givenTraits(SyncType.LISTS));
        traits.keySet().removeAll(OF_THE_LIST);
        return traits;
    }
}
