/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.EventOptions;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.CartMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.Removal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves syncs whose rows are carts. */
record CartsResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        scope.checkColumn(EventOptions.ITEMS, ColumnUse.ITEMS);
    }

    private Removal removal() {
        return scope.settings().valueOf(EventOptions.ON_REMOVAL);
    }

    @Override
    public Mapping mapping() {
        return new CartMapping(
                scope.position(EventOptions.ITEMS), scope.prefersUserId(), removal());
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return removal() == Removal.NOTHING ? Optional.empty() : Optional.of(Set.of());
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.CARTS);
    }
}
