/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes an item of a catalog.
 *
 * @param replaces true if the row is all there is of the item, false if other fields stay
 * @param encodesIds whether identifiers that can't be item ids are written as {@link ItemId} does
 * @param removal NOTHING or DELETE
 */
public record CatalogMapping(
        String catalog,
        boolean replaces,
        boolean encodesIds,
        NullPolicy nulls,
        FieldValue.Nested fields,
        Removal removal)
        implements Mapping {

    @Override
    public Mapping typed(FieldTypes types) {
        return new CatalogMapping(
                catalog, replaces, encodesIds, nulls, fields.typed(types), removal);
    }

    @Override
    public RowMapper open(RowLayout layout) {
        return new CatalogMapper(this, layout);
    }
}
