/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.IdentifierKind;

/**
 * Rows as changes of addresses. Matched by user id, a row asks for each new address; matched by the
 * address itself it asks once, as nobody has the old address afterwards.
 */
final class EmailChangeMapper implements RowMapper {

    private final EmailChangeMapping mapping;

    EmailChangeMapper(EmailChangeMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return mapping.ownCall() ? OperationKind.UPDATE_EMAIL : OperationKind.UPSERT_USER;
    }

    @Override
    public MappedCall added(SyncRow row) {
        String email = row.requiredIdentifier(mapping.newEmail(), IdentifierKind.EMAIL);
        byte[] body =
                mapping.ownCall()
                        ? JsonBody.object(
                                json -> {
                                    json.writeStringField(
                                            JsonBody.idField("current", row.identifierKind()),
                                            row.identifier());
                                    json.writeStringField("newEmail", email);
                                })
                        : JsonBody.object(
                                json -> {
                                    JsonBody.writeId(row, json);
                                    json.writeObjectFieldStart("dataFields");
                                    json.writeStringField("email", email);
                                    json.writeEndObject();
                                });
        return MappedCall.of(kind(), body);
    }
}
