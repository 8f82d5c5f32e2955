/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.row.IdentifierKind;
import java.util.Set;

/**
 * What identifies users in an Iterable project: chosen when the project is made, not to be had from
 * the API.
 */
public enum ProjectType {
    EMAIL("email", Set.of(IdentifierKind.EMAIL, IdentifierKind.USER_ID)),
    USER_ID("userId", Set.of(IdentifierKind.USER_ID)),
    HYBRID("hybrid", Set.of(IdentifierKind.EMAIL, IdentifierKind.USER_ID));

    private final String spelling;
    private final Set<IdentifierKind> identifiers;

    ProjectType(String spelling, Set<IdentifierKind> identifiers) {
        this.spelling = spelling;
        this.identifiers = identifiers;
    }

    public String spelling() {
        return spelling;
    }

    /** Whether users of such a project can be addressed so. */
    public boolean allows(IdentifierKind kind) {
        return identifiers.contains(kind);
    }
}
