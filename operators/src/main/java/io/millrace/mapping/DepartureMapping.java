/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to the deletion of a user, or to the end of a user's ban. The call is made once, when
 * the row appears. A row that is removed before its call was sent withdraws the call.
 *
 * @param kind DELETE_USER, FORGET_USER or UNFORGET_USER
 */
public record DepartureMapping(OperationKind kind) implements Mapping {

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    @Override
    public boolean isSentOnce(IdentifierKind matchedBy) {
        return true;
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return kind;
        }

        @Override
        public MappedCall added(SyncRow row) {
            return MappedCall.of(kind, JsonBody.id(row));
        }
    }
}
