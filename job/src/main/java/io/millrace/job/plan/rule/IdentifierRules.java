/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SyncMode;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.row.IdentifierKind;
import io.millrace.row.IdentifierText;
import org.apache.flink.table.types.logical.LogicalType;

/** Checks whether Iterable accepts the identifier of a sync. */
public record IdentifierRules(SyncScope scope) {

    public void check(SyncType type) {
        scope.identifier().ifPresent(identifier -> check(identifier, type));
    }

    private void check(Identifier identifier, SyncType type) {
        checkColumn(identifier);
        if (identifier.kind() != IdentifierKind.ITEM_ID) {
            scope.projectType().ifPresent(project -> checkKind(identifier, project, type));
        }
    }

    private void checkColumn(Identifier identifier) {
        if (!scope.checkExists(identifier.column(), identifier.at(), identifier.option())
                || !scope.columns().containsKey(identifier.column())) {
            return;
        }
        LogicalType type = scope.columns().get(identifier.column());
        boolean fits =
                switch (identifier.kind()) {
                    case EMAIL -> ColumnTypes.isText(type);
                    case USER_ID, ITEM_ID -> IdentifierText.supports(type);
                };
        if (!fits) {
            scope.problems()
                    .error(
                            identifier.at(),
                            identifier.option(),
                            "column '" + identifier.column() + "' is " + type.asSummaryString(),
                            switch (identifier.kind()) {
                                case EMAIL -> "An email address must be a STRING";
                                case USER_ID -> "A user id must be a STRING or a whole number";
                                case ITEM_ID -> "An item id must be a STRING or a whole number";
                            });
        }
    }

    private void checkKind(Identifier identifier, ProjectType project, SyncType type) {
        boolean prefers = type.takes(SharedOptions.PREFER_USER_ID) && scope.prefersUserId();
        boolean honoured =
                project == ProjectType.EMAIL && identifier.kind() == IdentifierKind.USER_ID;
        if (!project.allows(identifier.kind())) {
            scope.problems()
                    .error(
                            identifier.at(),
                            identifier.option(),
                            "can't identify users in a " + project.spelling() + "-based project",
                            "Use 'identifier: {userId: <column>}'");
        } else if (prefers && !honoured) {
            scope.error(
                    SharedOptions.PREFER_USER_ID,
                    "has a meaning only in email-based projects with identifier.userId",
                    "Remove it");
        } else if (prefers && updatesOnly(type)) {
            scope.error(
                    SharedOptions.PREFER_USER_ID,
                    "creates users, and 'mode: update' must not",
                    "Remove one of the two");
        } else if (honoured
                && type.takes(SharedOptions.PREFER_USER_ID)
                && !prefers
                && !updatesOnly(type)) {
            scope.problems()
                    .warning(
                            identifier.at(),
                            identifier.option(),
                            "updates known users only: Iterable refuses unknown user ids in an"
                                    + " email-based project",
                            "Add 'prefer-user-id: true' to create them");
        }
    }

    private boolean updatesOnly(SyncType type) {
        return type == SyncType.USERS
                && scope.settings().valueOf(UserOptions.MODE) == SyncMode.UPDATE;
    }
}
