/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to one subscription of one user. An added row subscribes its user, a removed row
 * unsubscribes the user.
 *
 * @param group as in the path of the call: {@code emailList}, {@code messageChannel} or {@code
 *     messageType}
 * @param id the list, channel or message type
 */
public record SubscriptionMapping(String group, ValueSource id) implements Mapping {

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    @Override
    public Removal removal() {
        return Removal.CLEAR;
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return OperationKind.SUBSCRIBE;
        }

        @Override
        public MappedCall added(SyncRow row) {
            return new MappedCall(kind(), target(row), JsonBody.id(row));
        }

        @Override
        public MappedCall removed(SyncRow row) {
            return new MappedCall(OperationKind.UNSUBSCRIBE, target(row), JsonBody.id(row));
        }
    }

    private String target(SyncRow row) {
        return group + "/" + id.of(row);
    }
}
