/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Rows as requests of {@code commerce/updateCart}, which replaces the cart. */
final class CartMapper implements RowMapper {

    private final CartMapping mapping;

    CartMapper(CartMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.UPDATE_CART;
    }

    @Override
    public MappedCall added(SyncRow row) {
        return cart(row, json -> CommerceItems.write(row, mapping.items(), json));
    }

    @Override
    public MappedCall removed(SyncRow row) {
        return switch (mapping.removal()) {
            case NOTHING -> MappedCall.WITHDRAW;
            case CLEAR -> cart(row, CartMapper::writeNoItems);
            case DELETE -> throw new IllegalStateException("a cart can't be deleted");
        };
    }

    private static void writeNoItems(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        json.writeEndArray();
    }

    private MappedCall cart(SyncRow row, JsonBody.Fields items) {
        byte[] body =
                JsonBody.object(
                        json -> {
                            CommerceItems.writeUser(row, mapping.preferUserId(), json);
                            items.write(json);
                        });
        return MappedCall.of(kind(), body);
    }
}
