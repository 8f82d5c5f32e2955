/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * How a row becomes the change of a user's address.
 *
 * @param newEmail position of the new address
 * @param ownCall true in email-based projects, which have a call of its own for it; elsewhere the
 *     address is a field like others
 */
public record EmailChangeMapping(int newEmail, boolean ownCall) implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new EmailChangeMapper(this);
    }

    /** Nobody has the old address afterwards. */
    @Override
    public boolean asksOnce(IdentifierKind matchedBy) {
        return matchedBy == IdentifierKind.EMAIL;
    }
}
