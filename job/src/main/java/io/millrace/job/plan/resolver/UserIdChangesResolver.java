/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.UserIdChangeMapping;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Resolves syncs whose rows are changes of user ids. */
record UserIdChangesResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        scope.checkColumn(UserOptions.NEW_USER_ID, ColumnUse.NAME);
        scope.refuseIdentifier(
                IdentifierKind.USER_ID,
                ProjectType.EMAIL,
                "can't name the user whose id changes in an email-based project, where several"
                        + " may share one",
                "Use 'identifier: {email: <column>}'");
    }

    @Override
    public Mapping mapping() {
        return new UserIdChangeMapping(scope.position(UserOptions.NEW_USER_ID));
    }

    @Override
    public Map<String, String> traits() {
        return scope.givenTraits(SyncType.USER_ID_CHANGES);
    }
}
