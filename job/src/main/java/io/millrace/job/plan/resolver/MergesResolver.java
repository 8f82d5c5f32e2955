/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.ColumnUse;
import io.millrace.job.plan.rule.SyncScope;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.MergeMapping;
import io.millrace.row.IdentifierKind;
import java.util.Map;

/** Resolves syncs whose rows are pairs of users to merge. */
record MergesResolver(SyncScope scope) implements TypeResolver {

    @Override
    public void check() {
        scope.checkEither(
                UserOptions.SOURCE_EMAIL,
                UserOptions.SOURCE_USER_ID,
                "Give 'source: {email: <column>}' or 'source: {userId: <column>}'");
        scope.checkColumn(UserOptions.SOURCE_EMAIL, ColumnUse.TEXT);
        scope.checkColumn(UserOptions.SOURCE_USER_ID, ColumnUse.NAME);
        if (scope.isProjectOf(ProjectType.USER_ID)
                && scope.settings().isGiven(UserOptions.SOURCE_EMAIL)) {
            scope.error(
                    UserOptions.SOURCE_EMAIL,
                    "can't identify users in a userId-based project",
                    "Use 'source: {userId: <column>}'");
        }
    }

    private IdentifierKind sourceKind() {
        return scope.settings().isGiven(UserOptions.SOURCE_EMAIL)
                ? IdentifierKind.EMAIL
                : IdentifierKind.USER_ID;
    }

    private Option<String> source() {
        return scope.settings().isGiven(UserOptions.SOURCE_EMAIL)
                ? UserOptions.SOURCE_EMAIL
                : UserOptions.SOURCE_USER_ID;
    }

    @Override
    public Mapping mapping() {
        return new MergeMapping(scope.position(source()), sourceKind(), scope.sync().mergeArrays());
    }

    /** A merge is sent once, so a change of {@code merge-arrays} must not send it again. */
    @Override
    public Map<String, String> traits() {
        Map<String, String> traits = scope.givenTraits(SyncType.MERGES);
        traits.remove(UserOptions.MERGE_ARRAYS.key());
        return traits;
    }
}
