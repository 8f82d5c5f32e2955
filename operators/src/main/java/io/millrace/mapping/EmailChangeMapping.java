/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.io.IOException;

/**
 * Maps a row to the change of a user's address.
 *
 * @param newEmail position of the new address
 * @param hasOwnCall true in an email-based project, where {@code users/updateEmail} changes the
 *     address; in other projects the address is a profile field
 */
public record EmailChangeMapping(int newEmail, boolean hasOwnCall) implements Mapping {

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    /** Matched by user id, a row sends each new address. No user has the old address afterwards. */
    @Override
    public boolean isSentOnce(IdentifierKind matchedBy) {
        return matchedBy == IdentifierKind.EMAIL;
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return hasOwnCall ? OperationKind.UPDATE_EMAIL : OperationKind.UPSERT_USER;
        }

        @Override
        public MappedCall added(SyncRow row) {
            String email = row.requiredIdentifier(newEmail, IdentifierKind.EMAIL);
            byte[] body =
                    JsonBody.object(
                            json -> {
                                if (hasOwnCall) {
                                    writeOwnCall(row, email, json);
                                } else {
                                    JsonBody.writeId(row, json);
                                    JsonBody.writeDataField("email", email, json);
                                }
                            });
            return MappedCall.of(kind(), body);
        }
    }

    private static void writeOwnCall(SyncRow row, String email, JsonGenerator json)
            throws IOException {
        String current = JsonBody.idField("current", row.identifierKind());
        json.writeStringField(current, row.identifier());
        json.writeStringField("newEmail", email);
    }
}
