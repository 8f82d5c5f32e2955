/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to an item of a catalog. The row's identifier is the item's id.
 *
 * @param replaces true to replace the item, false to keep the fields that are not mapped
 * @param encodesIds true to encode identifiers that can't be item ids, see {@link ItemId}
 * @param removal NOTHING, or DELETE to delete the item
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
    public Mapping withTypes(FieldTypes types) {
        return new CatalogMapping(
                catalog, replaces, encodesIds, nulls, fields.withTypes(types), removal);
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(fields, nulls, layout);
        }

        @Override
        public OperationKind kind() {
            return replaces ? OperationKind.REPLACE_CATALOG_ITEM : OperationKind.PATCH_CATALOG_ITEM;
        }

        @Override
        public String identifier(String value) {
            return encodesIds ? ItemId.encoded(value) : ItemId.strict(value);
        }

        @Override
        public MappedCall added(SyncRow row) {
            byte[] document = JsonBody.object(json -> writer.writeFields(row, json));
            return new MappedCall(kind(), catalog, document);
        }

        @Override
        public MappedCall removed(SyncRow row) {
            return switch (removal) {
                case NOTHING -> MappedCall.WITHDRAW;
                case DELETE -> MappedCall.withoutBody(OperationKind.DELETE_CATALOG_ITEM, catalog);
                case CLEAR -> throw new IllegalStateException("an item can't be emptied");
            };
        }
    }
}
