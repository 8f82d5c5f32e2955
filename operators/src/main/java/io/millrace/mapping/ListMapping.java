/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.snapshot.RowLayout;

/**
 * How a row becomes a member of a static list.
 *
 * @param listId empty while the list is known by its name alone
 * @param dataFields profile fields to write while adding
 * @param preferUserId as for users: whether unknown user ids are created in email-based projects
 * @param createsUsers false if only users are added whom Iterable knows
 */
public record ListMapping(
        String listId,
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId,
        boolean createsUsers)
        implements Mapping {

    /** The same for the list of this id. */
    public ListMapping into(long id) {
        return new ListMapping(
                Long.toString(id),
                dataFields,
                nulls,
                mergeNestedObjects,
                preferUserId,
                createsUsers);
    }

    @Override
    public Mapping typed(FieldTypes types) {
        return new ListMapping(
                listId,
                dataFields.typed(types),
                nulls,
                mergeNestedObjects,
                preferUserId,
                createsUsers);
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
