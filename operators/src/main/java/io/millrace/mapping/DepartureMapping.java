/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * How a row becomes the end of a user, or the end of its ban.
 *
 * @param kind DELETE_USER, FORGET_USER or UNFORGET_USER
 */
public record DepartureMapping(OperationKind kind) implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new DepartureMapper(kind);
    }

    @Override
    public boolean asksOnce(IdentifierKind matchedBy) {
        return true;
    }
}
