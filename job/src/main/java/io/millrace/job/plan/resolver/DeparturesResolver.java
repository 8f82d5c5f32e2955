/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.DepartureMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Rows that are users to be deleted, forgotten or no longer forgotten. */
record DeparturesResolver(SyncScope scope, SyncType type) implements TypeResolver {

    @Override
    public void check() {
        if (scope.isProjectOf(ProjectType.EMAIL) && scope.isIdentifiedBy(IdentifierKind.USER_ID)) {
            scope.identifier()
                    .ifPresent(
                            identifier -> {
                                if (type == SyncType.DELETE) {
                                    scope.problems()
                                            .warning(
                                                    identifier.at(),
                                                    identifier.option(),
                                                    "deletes every user that has the id: in an"
                                                            + " email-based project several may"
                                                            + " share one",
                                                    "Use 'identifier: {email: <column>}' if that is"
                                                            + " not meant");
                                } else {
                                    scope.problems()
                                            .error(
                                                    identifier.at(),
                                                    identifier.option(),
                                                    "can't name the user in an email-based project,"
                                                            + " which forgets by address",
                                                    "Use 'identifier: {email: <column>}'");
                                }
                            });
        }
    }

    @Override
    public Mapping mapping() {
        return new DepartureMapping(
                switch (type) {
                    case DELETE -> OperationKind.DELETE_USER;
                    case FORGET -> OperationKind.FORGET_USER;
                    case UNFORGET -> OperationKind.UNFORGET_USER;
                    case USERS,
                            EVENTS,
                            PURCHASES,
                            CARTS,
                            CATALOG,
                            LISTS,
                            SUBSCRIPTIONS,
                            EMAIL_CHANGES,
                            USER_ID_CHANGES,
                            MERGES,
                            TRIGGERS,
                            DEVICE_TOKENS ->
                            throw new IllegalStateException(type + " ends nobody");
                });
    }

    @Override
    public Map<String, String> traits() {
        return Map.of();
    }
}
