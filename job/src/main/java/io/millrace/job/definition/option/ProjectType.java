/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

import io.millrace.row.IdentifierKind;
import java.util.Set;

/**
 * How users are identified in an Iterable project. Set when the project is created; the API does
 * not return it.
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

    /** Whether this kind of identifier can be used in such a project. */
    public boolean allows(IdentifierKind kind) {
        return identifiers.contains(kind);
    }
}
