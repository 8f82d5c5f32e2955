/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.SubscriptionOptions;
import io.millrace.job.definition.option.SyncMode;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.SubscriptionMapping;
import io.millrace.mapping.SubscriptionSetMapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves syncs whose rows are all subscriptions of a user, or a single one. */
record SubscriptionsResolver(SyncScope scope) implements TypeResolver {

    private static final Map<Option<String>, String> ARRAYS = arrays();

    private static Map<Option<String>, String> arrays() {
        Map<Option<String>, String> arrays = new LinkedHashMap<>();
        arrays.put(SubscriptionOptions.LISTS, "emailListIds");
        arrays.put(SubscriptionOptions.UNSUBSCRIBED_CHANNELS, "unsubscribedChannelIds");
        arrays.put(SubscriptionOptions.UNSUBSCRIBED_MESSAGE_TYPES, "unsubscribedMessageTypeIds");
        arrays.put(SubscriptionOptions.SUBSCRIBED_MESSAGE_TYPES, "subscribedMessageTypeIds");
        return Collections.unmodifiableMap(arrays);
    }

    private Optional<SyncMode> mode() {
        return scope.settings().get(SubscriptionOptions.MODE).map(ValueAt::value);
    }

    private boolean isIncremental() {
        return mode().filter(SyncMode.INCREMENTAL::equals).isPresent();
    }

    @Override
    public void check() {
        ARRAYS.keySet().forEach(array -> scope.checkColumn(array, ColumnUse.IDS));
        scope.checkColumn(SubscriptionOptions.GROUP_ID_COLUMN, ColumnUse.NAME);
        if (isIncremental()) {
            refuse(SubscriptionOptions.OF_REPLACE, "replace");
            checkIncremental();
        } else if (mode().isPresent()) {
            refuse(SubscriptionOptions.OF_INCREMENTAL, "incremental");
            if (ARRAYS.keySet().stream().noneMatch(scope.settings()::isGiven)) {
                scope.missing(
                        SubscriptionOptions.LISTS.key(),
                        "Name the column of at least one array: lists, unsubscribed-channels,"
                                + " unsubscribed-message-types or subscribed-message-types");
            }
        }
    }

    private void refuse(List<Option<?>> options, String mode) {
        options.stream()
                .filter(scope.settings()::isGiven)
                .forEach(
                        option ->
                                scope.error(
                                        option,
                                        "is for 'mode: " + mode + "'",
                                        "Remove it, or change the mode"));
    }

    private void checkIncremental() {
        if (!scope.settings().isGiven(SubscriptionOptions.GROUP)) {
            scope.missing(
                    SubscriptionOptions.GROUP.key(),
                    "Value: " + SubscriptionOptions.GROUP.type().words().replace("`", "'"));
        }
        scope.checkEither(
                SubscriptionOptions.GROUP_ID,
                SubscriptionOptions.GROUP_ID_COLUMN,
                "Give 'subscription.id: <number>' or 'subscription.id-column: <column>'");
        scope.settings()
                .get(SubscriptionOptions.GROUP_ID_COLUMN)
                .map(ValueAt::value)
                .filter(column -> scope.columns().containsKey(column))
                .filter(column -> !scope.key().isEmpty() && !scope.key().contains(column))
                .ifPresent(this::refuseColumnOutsideKey);
    }

    private void refuseColumnOutsideKey(String column) {
        scope.error(
                SubscriptionOptions.GROUP_ID_COLUMN,
                "column '"
                        + column
                        + "' is not part of the primary key, so the end of a subscription would go"
                        + " unseen when it changes",
                "Add it to the key: a row is one user and one subscription");
    }

    @Override
    public Mapping mapping() {
        return isIncremental() ? incrementalMapping() : replaceMapping();
    }

    private Mapping incrementalMapping() {
        Optional<String> fixed =
                scope.settings()
                        .get(SubscriptionOptions.GROUP_ID)
                        .map(id -> Integer.toString(id.value()));
        return new SubscriptionMapping(
                scope.settings().get(SubscriptionOptions.GROUP).orElseThrow().value().path(),
                scope.valueSource(fixed, SubscriptionOptions.GROUP_ID_COLUMN));
    }

    private Mapping replaceMapping() {
        Map<String, Integer> positions = new LinkedHashMap<>();
        ARRAYS.forEach(
                (option, array) -> {
                    if (scope.settings().isGiven(option)) {
                        positions.put(array, scope.position(option));
                    }
                });
        return new SubscriptionSetMapping(
                positions, scope.settings().valueOf(SubscriptionOptions.VALIDATE_CHANNELS));
    }

    @Override
    public Optional<Set<Option<String>>> keptColumns() {
        return isIncremental()
                ? Optional.of(Set.of(SubscriptionOptions.GROUP_ID_COLUMN))
                : Optional.empty();
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.SUBSCRIPTIONS);
    }
}
