/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import org.junit.jupiter.api.Test;

class UserIdChangeMappingTest {

    private static final MappedRows BY_EMAIL = rows(IdentifierKind.EMAIL);

    private static final MappedRows BY_USER_ID = rows(IdentifierKind.USER_ID);

    @Test
    void onlyExistingUsersReceiveANewId() {
        UserIdChangeMapping mapping = new UserIdChangeMapping(2);

        assertRequires(
                BY_EMAIL.changed(mapping, 1L, "a@example.com", "u2"),
                OperationKind.UPDATE_USER,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"userId\":\"u2\"}}");
        assertThat(BY_USER_ID.changed(mapping, 1L, "u1", "u2").amends()).isTrue();
    }

    private static MappedRows rows(IdentifierKind kind) {
        return new MappedRows(
                kind, MappedRows.id(), MappedRows.text("who"), MappedRows.text("other"));
    }
}
