/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.TriggerOptions;
import io.millrace.job.definition.option.TriggerOptions.Channel;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.TriggerMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resolves syncs whose rows start a journey or send a message. */
record TriggersResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkNames(scope);
        scope.checkColumn(TriggerOptions.SEND_AT, ColumnUse.MOMENT);
        channel().ifPresent(this::checkIds);
    }

    private Optional<Channel> channel() {
        return scope.settings().get(TriggerOptions.CHANNEL).map(ValueAt::value);
    }

    private static Option<Integer> id(Channel channel) {
        return channel == Channel.JOURNEY ? TriggerOptions.JOURNEY_ID : TriggerOptions.CAMPAIGN_ID;
    }

    private void checkIds(Channel channel) {
        if (!scope.settings().isGiven(id(channel))) {
            scope.missing(id(channel).key(), "Value: " + id(channel).type().words());
        }
        List<Option<?>> others =
                channel == Channel.JOURNEY
                        ? List.of(
                                TriggerOptions.CAMPAIGN_ID,
                                TriggerOptions.SEND_AT,
                                TriggerOptions.ALLOW_REPEATS)
                        : List.of(TriggerOptions.JOURNEY_ID);
        others.stream()
                .filter(scope.settings()::isGiven)
                .forEach(
                        option ->
                                scope.error(
                                        option,
                                        "is not for 'channel: " + channel.spelling() + "'",
                                        "Remove it"));
    }

    @Override
    public Mapping mapping() {
        Channel channel = channel().orElseThrow();
        return new TriggerMapping(
                channel.kind(),
                scope.settings().get(id(channel)).orElseThrow().value(),
                scope.positionIfGiven(TriggerOptions.SEND_AT),
                scope.settings().valueOf(TriggerOptions.ALLOW_REPEATS),
                scope.values());
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.TRIGGERS);
    }
}
