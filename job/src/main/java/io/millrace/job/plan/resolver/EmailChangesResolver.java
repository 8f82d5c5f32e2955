/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.EmailChangeMapping;
import io.millrace.mapping.Mapping;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Resolves syncs whose rows are changes of email addresses. */
record EmailChangesResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        scope.checkColumn(UserOptions.NEW_EMAIL, ColumnUse.TEXT);
        scope.refuseIdentifier(
                IdentifierKind.EMAIL,
                ProjectType.HYBRID,
                "can't name the user whose address changes outside of email-based projects",
                "Use 'identifier: {userId: <column>}'");
    }

    @Override
    public Mapping mapping() {
        return new EmailChangeMapping(
                scope.position(UserOptions.NEW_EMAIL), scope.isProjectOf(ProjectType.EMAIL));
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.EMAIL_CHANGES);
    }
}
