/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.snapshot.RowLayout;

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
    public Request added(SyncRow row) {
        return new Request(
                kind(), mapping.catalog(), JsonBody.object(json -> fields.writeFields(row, json)));
    }

    @Override
    public Request removed(SyncRow row) {
        return switch (mapping.removal()) {
            case NOTHING -> Request.WITHDRAW;
            case DELETE ->
                    Request.withoutBody(OperationKind.DELETE_CATALOG_ITEM, mapping.catalog());
            case CLEAR -> throw new IllegalStateException("an item is deleted or left");
        };
    }
}
