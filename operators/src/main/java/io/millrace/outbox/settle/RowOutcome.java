/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import io.millrace.iterable.RowFault;
import io.millrace.mapping.OperationKind;
import java.util.Optional;
import java.util.Set;

/** What the answer to a row's call comes to. */
public enum RowOutcome {
    ACCEPTED,
    /** There is no such user, and none is to be created: done, and counted. */
    LEFT_OUT,
    REFUSED;

    private static final Set<OperationKind> FOR_KNOWN_USERS =
            Set.of(OperationKind.UPDATE_USER, OperationKind.ADD_KNOWN_TO_LIST);

    /** An update by user id in an email-based project refuses the unknown ones so. */
    private static final String UNKNOWN_USER_ID = "invalidUserIds";

    public static RowOutcome of(OperationKind kind, Optional<RowFault> told) {
        if (told.isEmpty()) {
            return ACCEPTED;
        }
        boolean unknown = isUnknownUser(kind, told.get());
        boolean gone = unknown || told.get().isForgotten();
        if (gone && kind == OperationKind.REMOVE_FROM_LIST) {
            return ACCEPTED;
        }
        return unknown && FOR_KNOWN_USERS.contains(kind) ? LEFT_OUT : REFUSED;
    }

    /** True if there is no such user, or none that can be seen yet. */
    public static boolean isUnknownUser(OperationKind kind, RowFault told) {
        return told.equals(RowFault.SKIPPED)
                || told.isUserNotFound()
                || (kind == OperationKind.UPDATE_USER && told.code().equals(UNKNOWN_USER_ID));
    }
}
