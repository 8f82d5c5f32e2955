/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.FieldRules;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.DeviceMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.field.ValueSource;
import java.util.Map;
import java.util.Optional;

/** Resolves syncs whose rows are devices of users. */
record DeviceTokensResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        new FieldRules(scope.problems()).checkNames(scope);
        scope.checkColumn(UserOptions.TOKEN, ColumnUse.TEXT);
        scope.checkColumn(UserOptions.PLATFORM_COLUMN, ColumnUse.TEXT);
        scope.checkEither(
                UserOptions.PLATFORM,
                UserOptions.PLATFORM_COLUMN,
                "Give 'platform: <one of APNS, APNS_SANDBOX, GCM>' or 'platform-column: <column>'");
        if (!scope.hasMobileKey()) {
            scope.problems()
                    .error(
                            scope.sync().type().orElseThrow().at(),
                            "type",
                            "needs a mobile API key: Iterable registers devices with no other key",
                            "Set 'iterable.mobile-api-key: ${ITERABLE_MOBILE_API_KEY}' in"
                                    + " millrace.yaml");
        }
    }

    @Override
    public Mapping mapping() {
        Optional<String> fixed =
                scope.settings().get(UserOptions.PLATFORM).map(platform -> platform.value().name());
        ValueSource platform = scope.valueSource(fixed, UserOptions.PLATFORM_COLUMN);
        return new DeviceMapping(
                scope.position(UserOptions.TOKEN),
                platform,
                scope.settings().get(UserOptions.APPLICATION).orElseThrow().value(),
                scope.prefersUserId(),
                scope.values());
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.DEVICE_TOKENS);
    }
}
