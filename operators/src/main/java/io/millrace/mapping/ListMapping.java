/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes a member of the list of its sync.
 *
 * @param dataFields profile fields to write while adding
 * @param preferUserId as for users: whether unknown user ids are created in email-based projects
 * @param createsUsers false if only users are added whom Iterable knows
 */
public record ListMapping(
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId,
        boolean createsUsers)
        implements Mapping {

    @Override
    public Mapping typed(FieldTypes types) {
        return new ListMapping(
                dataFields.typed(types), nulls, mergeNestedObjects, preferUserId, createsUsers);
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new ListMapper(this, layout);
    }

    /** Who leaves the model leaves it, and can come back. */
    @Override
    public Removal removal() {
        return Removal.CLEAR;
    }
}
