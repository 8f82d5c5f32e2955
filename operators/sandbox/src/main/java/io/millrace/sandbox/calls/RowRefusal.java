/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import io.millrace.sandbox.api.RowIdentifiers;

/**
 * Why one row of a batch was not taken.
 *
 * @param value the identifier reported for it; empty if there is none to report
 */
record RowRefusal(Reason reason, Kind kind, String value) {

    /** Selects the list of {@code failedUpdates}, or the error code of a single call. */
    enum Reason {
        INVALID("invalid"),
        INVALID_DATA("invalidData"),
        CONFLICT("conflict"),
        FORGOTTEN("forgotten"),
        NOT_FOUND("notFound");

        private final String listPrefix;

        Reason(String listPrefix) {
            this.listPrefix = listPrefix;
        }

        String listPrefix() {
            return listPrefix;
        }
    }

    /** Which kind of identifier is reported. */
    enum Kind {
        EMAIL("Emails"),
        USER_ID("UserIds"),
        NONE("");

        private final String listSuffix;

        Kind(String listSuffix) {
            this.listSuffix = listSuffix;
        }

        String listSuffix() {
            return listSuffix;
        }
    }

    static RowRefusal email(Reason reason, String email) {
        return new RowRefusal(reason, Kind.EMAIL, email);
    }

    static RowRefusal userId(Reason reason, String userId) {
        return new RowRefusal(reason, Kind.USER_ID, userId);
    }

    /** Refuses a row, and reports the identifier that it was sent with. */
    static RowRefusal of(Reason reason, RowIdentifiers identifiers) {
        return identifiers.email().isEmpty()
                ? identifiers.userId().isEmpty()
                        ? new RowRefusal(reason, Kind.NONE, "")
                        : userId(reason, identifiers.userId())
                : email(reason, identifiers.email());
    }
}
