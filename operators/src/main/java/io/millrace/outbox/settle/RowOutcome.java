/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.RowFault;
import io.millrace.mapping.operation.OperationKind;
import java.util.Optional;
import java.util.Set;

/** The outcome of a row after the response to its call. */
public enum RowOutcome {
    ACCEPTED,
    /** The user is unknown, and the sync does not create users: the row is done, and counted. */
    SKIPPED,
    REFUSED;

    private static final Set<OperationKind> FOR_KNOWN_USERS =
            Set.of(OperationKind.UPDATE_USER, OperationKind.ADD_KNOWN_TO_LIST);

    /** The code for unknown users of an update by user id in an email-based project. */
    private static final String UNKNOWN_USER_ID = "invalidUserIds";

    public static RowOutcome of(OperationKind kind, Optional<RowFault> fault) {
        if (fault.isEmpty()) {
            return ACCEPTED;
        }
        boolean unknown = isUnknownUser(kind, fault.get());
        boolean absent = unknown || fault.get().isForgotten();
        if (absent && kind == OperationKind.REMOVE_FROM_LIST) {
            return ACCEPTED;
        }
        return unknown && FOR_KNOWN_USERS.contains(kind) ? SKIPPED : REFUSED;
    }

    /** True if the user does not exist, or is not visible yet. */
    public static boolean isUnknownUser(OperationKind kind, RowFault fault) {
        return fault.equals(RowFault.SKIPPED)
                || fault.isUserNotFound()
                || (kind == OperationKind.UPDATE_USER && fault.code().equals(UNKNOWN_USER_ID));
    }
}
