/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.EventOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.PurchaseMapping;
import java.util.Map;

/** Resolves syncs whose rows are purchases. */
record PurchasesResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkEvent(scope);
        scope.checkColumn(EventOptions.ITEMS, ColumnUse.ITEMS);
        scope.checkColumn(EventOptions.TOTAL, ColumnUse.NUMBER);
        EventsResolver.checkTraits(scope);
    }

    @Override
    public Mapping mapping() {
        return new PurchaseMapping(
                EventsResolver.eventTraits(scope),
                scope.position(EventOptions.ITEMS),
                scope.position(EventOptions.TOTAL),
                scope.prefersUserId(),
                scope.values());
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.PURCHASES);
    }
}
