/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.EventOptions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.EventMapping;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.field.ValueSource;
import java.util.Map;
import java.util.Optional;

/** Resolves syncs whose rows are custom events. */
record EventsResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkEvent(scope);
        scope.checkEither(
                EventOptions.EVENT_NAME,
                EventOptions.EVENT_NAME_COLUMN,
                "Give 'event-name: <text>' or 'event-name-column: <column>'");
        scope.checkColumn(EventOptions.EVENT_NAME_COLUMN, ColumnUse.TEXT);
        checkTraits(scope);
    }

    /** Checks the options that events and purchases have in common. */
    static void checkTraits(SyncScope scope) {
        scope.checkColumn(EventOptions.ID, ColumnUse.NAME);
        scope.checkColumn(EventOptions.CREATED_AT, ColumnUse.MOMENT);
        scope.checkColumn(EventOptions.CAMPAIGN_ID, ColumnUse.WHOLE_NUMBER);
        scope.checkColumn(EventOptions.TEMPLATE_ID, ColumnUse.WHOLE_NUMBER);
    }

    static EventTraits eventTraits(SyncScope scope) {
        return new EventTraits(
                scope.sync().stateName(),
                scope.positionIfGiven(EventOptions.ID),
                scope.positionIfGiven(EventOptions.CREATED_AT),
                scope.positionIfGiven(EventOptions.CAMPAIGN_ID),
                scope.positionIfGiven(EventOptions.TEMPLATE_ID));
    }

    @Override
    public Mapping mapping() {
        Optional<String> fixed = scope.settings().get(EventOptions.EVENT_NAME).map(ValueAt::value);
        ValueSource name = scope.valueSource(fixed, EventOptions.EVENT_NAME_COLUMN);
        return new EventMapping(eventTraits(scope), name, scope.values());
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.EVENTS);
    }
}
