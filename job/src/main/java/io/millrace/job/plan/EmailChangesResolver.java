/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.SyncType;
import io.millrace.job.definition.UserOptions;
import io.millrace.mapping.EmailChangeMapping;
import io.millrace.mapping.Mapping;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Rows that are changes of addresses. */
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
