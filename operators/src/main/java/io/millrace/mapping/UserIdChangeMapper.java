/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;

/**
 * Rows as changes of user ids, of users Iterable knows: an old id that is gone must not come back.
 * Matched by address, a row asks for each new id; matched by the id itself it asks once.
 */
final class UserIdChangeMapper implements RowMapper {

    private final UserIdChangeMapping mapping;

    UserIdChangeMapper(UserIdChangeMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.UPDATE_USER;
    }

    @Override
    public MappedCall added(SyncRow row) {
        String userId = row.requiredIdentifier(mapping.newUserId(), IdentifierKind.USER_ID);
        byte[] body =
                JsonBody.object(
                        json -> {
                            JsonBody.writeId(row, json);
                            json.writeObjectFieldStart("dataFields");
                            json.writeStringField("userId", userId);
                            json.writeEndObject();
                        });
        return MappedCall.of(kind(), body);
    }
}
