/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to the change of a user's id. Only users that exist are updated: a call with an old id
 * must not create a user.
 *
 * @param newUserId position of the new id
 */
public record UserIdChangeMapping(int newUserId) implements Mapping {

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    /** Matched by address, a row sends each new id. No user has the old id afterwards. */
    @Override
    public boolean isSentOnce(IdentifierKind matchedBy) {
        return matchedBy == IdentifierKind.USER_ID;
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return OperationKind.UPDATE_USER;
        }

        @Override
        public MappedCall added(SyncRow row) {
            String userId = row.requiredIdentifier(newUserId, IdentifierKind.USER_ID);
            byte[] body =
                    JsonBody.object(
                            json -> {
                                JsonBody.writeId(row, json);
                                JsonBody.writeDataField("userId", userId, json);
                            });
            return MappedCall.of(kind(), body);
        }
    }
}
