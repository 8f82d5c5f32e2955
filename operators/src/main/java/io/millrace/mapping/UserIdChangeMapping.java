/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * How a row becomes the change of a user's id.
 *
 * @param newUserId position of the new id
 */
public record UserIdChangeMapping(int newUserId) implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new UserIdChangeMapper(this);
    }

    /** Nobody has the old id afterwards. */
    @Override
    public boolean asksOnce(IdentifierKind matchedBy) {
        return matchedBy == IdentifierKind.USER_ID;
    }
}
