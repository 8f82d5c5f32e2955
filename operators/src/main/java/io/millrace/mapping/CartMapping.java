/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;
import java.io.IOException;

/**
 * Maps a row to a request of {@code commerce/updateCart}, which replaces the user's cart.
 *
 * @param items position of the column that holds the items, see {@link CommerceItems}
 * @param preferUserId true to create unknown user ids in an email-based project
 * @param removal NOTHING, or CLEAR to empty the cart
 */
public record CartMapping(int items, boolean preferUserId, Removal removal) implements Mapping {

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return OperationKind.UPDATE_CART;
        }

        @Override
        public MappedCall added(SyncRow row) {
            return cart(row, json -> CommerceItems.write(row, items, json));
        }

        @Override
        public MappedCall removed(SyncRow row) {
            return switch (removal) {
                case NOTHING -> MappedCall.WITHDRAW;
                case CLEAR -> cart(row, CartMapping::writeNoItems);
                case DELETE -> throw new IllegalStateException("a cart can't be deleted");
            };
        }

        private MappedCall cart(SyncRow row, JsonBody.Fields itemsField) {
            byte[] body =
                    JsonBody.object(
                            json -> {
                                CommerceItems.writeUser(row, preferUserId, json);
                                itemsField.write(json);
                            });
            return MappedCall.of(kind(), body);
        }
    }

    private static void writeNoItems(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("items");
        json.writeEndArray();
    }
}
