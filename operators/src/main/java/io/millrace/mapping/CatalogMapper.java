/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/** Rows as items of a catalog, named by the identifier. */
final class CatalogMapper implements RowMapper {

    private final CatalogMapping mapping;
    private final FieldsWriter fields;

    CatalogMapper(CatalogMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.fields(), mapping.nulls(), layout);
    }

    @Override
    public OperationKind kind() {
        return mapping.replaces()
                ? OperationKind.REPLACE_CATALOG_ITEM
                : OperationKind.PATCH_CATALOG_ITEM;
    }

    @Override
    public String identifier(String held) {
        return mapping.encodesIds() ? ItemId.encoded(held) : ItemId.strict(held);
    }

    @Override
    public MappedCall added(SyncRow row) {
        return new MappedCall(
                kind(), mapping.catalog(), JsonBody.object(json -> fields.writeFields(row, json)));
    }

    @Override
    public MappedCall removed(SyncRow row) {
        return switch (mapping.removal()) {
            case NOTHING -> MappedCall.WITHDRAW;
            case DELETE ->
                    MappedCall.withoutBody(OperationKind.DELETE_CATALOG_ITEM, mapping.catalog());
            case CLEAR -> throw new IllegalStateException("an item is deleted or left");
        };
    }
}
