/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes a user of Iterable.
 *
 * @param dataFields the profile fields to write
 * @param nulls what a null column does to its field
 * @param mergeNestedObjects true to merge nested objects one level deep, false to replace them
 * @param preferUserId email-based projects, users matched by userId: true creates the unknown ones
 * @param createsUsers false if only users are written whom Iterable knows
 * @param removal NOTHING, CLEAR (the mapped fields are emptied) or DELETE (the user is)
 */
public record UserMapping(
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId,
        boolean createsUsers,
        Removal removal)
        implements Mapping {

    @Override
    public Mapping typed(FieldTypes types) {
        return new UserMapping(
                dataFields.typed(types),
                nulls,
                mergeNestedObjects,
                preferUserId,
                createsUsers,
                removal);
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new UserMapper(this, layout);
    }
}
