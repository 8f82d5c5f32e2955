/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.DepartureMapping;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Resolves syncs whose rows are users to delete, forget or unforget. */
record DeparturesResolver(SyncScope scope, OperationKind kind) implements TypeResolver {

    @Override
    public void check() {
        if (scope.isProjectOf(ProjectType.EMAIL) && scope.isIdentifiedBy(IdentifierKind.USER_ID)) {
            scope.identifier().ifPresent(this::checkUserId);
        }
    }

    private void checkUserId(Identifier identifier) {
        if (kind == OperationKind.DELETE_USER) {
            scope.problems()
                    .warning(
                            identifier.at(),
                            identifier.option(),
                            "deletes every user that has the id: in an email-based project several"
                                    + " may share one",
                            "Use 'identifier: {email: <column>}' if that is not intended");
        } else {
            scope.problems()
                    .error(
                            identifier.at(),
                            identifier.option(),
                            "can't identify the user in an email-based project, which forgets by"
                                    + " address",
                            "Use 'identifier: {email: <column>}'");
        }
    }

    @Override
    public Mapping mapping() {
        return new DepartureMapping(kind);
    }

    @Override
    public Map<String, String> traits() {
        return Map.of();
    }
}
