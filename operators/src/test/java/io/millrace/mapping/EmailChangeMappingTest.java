/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import org.junit.jupiter.api.Test;

class EmailChangeMappingTest {

    private static final MappedRows BY_EMAIL = rows(IdentifierKind.EMAIL);

    private static final MappedRows BY_USER_ID = rows(IdentifierKind.USER_ID);

    @Test
    void matchedByUserIdEachNewAddressIsSent() {
        EmailChangeMapping mapping = new EmailChangeMapping(2, true);
        String body = "{\"currentUserId\":\"u1\",\"newEmail\":\"b@example.com\"}";

        assertRequires(
                BY_USER_ID.added(mapping, 1L, "u1", "b@example.com"),
                OperationKind.UPDATE_EMAIL,
                body);
        assertRequires(
                BY_USER_ID.changed(mapping, 1L, "u1", "b@example.com"),
                OperationKind.UPDATE_EMAIL,
                body);
    }

    @Test
    void matchedByAddressTheNewAddressIsSentOnce() {
        EmailChangeMapping mapping = new EmailChangeMapping(2, true);

        assertRequires(
                BY_EMAIL.added(mapping, 1L, "a@example.com", "b@example.com"),
                OperationKind.UPDATE_EMAIL,
                "{\"currentEmail\":\"a@example.com\",\"newEmail\":\"b@example.com\"}");
        assertThat(BY_EMAIL.changed(mapping, 1L, "a@example.com", "c@example.com").amends())
                .isTrue();
    }

    @Test
    void inOtherProjectsTheAddressIsAProfileField() {
        assertRequires(
                BY_USER_ID.added(new EmailChangeMapping(2, false), 1L, "u1", "b@example.com"),
                OperationKind.UPSERT_USER,
                "{\"userId\":\"u1\",\"dataFields\":{\"email\":\"b@example.com\"}}");
        assertThat(BY_USER_ID.added(new EmailChangeMapping(2, false), 1L, "u1", null).fault())
                .isEqualTo("column 'other': is null or blank");
    }

    private static MappedRows rows(IdentifierKind kind) {
        return new MappedRows(
                kind, MappedRows.id(), MappedRows.text("who"), MappedRows.text("other"));
    }
}
