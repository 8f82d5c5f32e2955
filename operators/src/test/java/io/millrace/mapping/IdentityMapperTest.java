/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of identities, and the ends of users. */
class IdentityMapperTest {

    private static final MappedRows BY_EMAIL = rows(IdentifierKind.EMAIL);
    private static final MappedRows BY_USER_ID = rows(IdentifierKind.USER_ID);

    @Test
    void anAddressMatchedByUserIdFollowsEveryChange() {
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
    void anAddressMatchedByAddressChangesOnce() {
        EmailChangeMapping mapping = new EmailChangeMapping(2, true);

        assertRequires(
                BY_EMAIL.added(mapping, 1L, "a@example.com", "b@example.com"),
                OperationKind.UPDATE_EMAIL,
                "{\"currentEmail\":\"a@example.com\",\"newEmail\":\"b@example.com\"}");
        assertThat(BY_EMAIL.changed(mapping, 1L, "a@example.com", "c@example.com").amends())
                .isTrue();
    }

    @Test
    void elsewhereAnAddressIsAField() {
        assertRequires(
                BY_USER_ID.added(new EmailChangeMapping(2, false), 1L, "u1", "b@example.com"),
                OperationKind.UPSERT_USER,
                "{\"userId\":\"u1\",\"dataFields\":{\"email\":\"b@example.com\"}}");
        assertThat(BY_USER_ID.added(new EmailChangeMapping(2, false), 1L, "u1", null).fault())
                .isEqualTo("column 'other': is null or blank");
    }

    @Test
    void aUserIdChangesOfUsersIterableKnows() {
        UserIdChangeMapping mapping = new UserIdChangeMapping(2);

        assertRequires(
                BY_EMAIL.changed(mapping, 1L, "a@example.com", "u2"),
                OperationKind.UPDATE_USER,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"userId\":\"u2\"}}");
        assertThat(BY_USER_ID.changed(mapping, 1L, "u1", "u2").amends()).isTrue();
    }

    @Test
    void aMergeNamesBothUsersAndIsAskedForOnce() {
        MergeMapping mapping = new MergeMapping(2, IdentifierKind.USER_ID, Map.of("orders", "id"));

        assertRequires(
                BY_EMAIL.added(mapping, 1L, "a@example.com", "anon-1"),
                OperationKind.MERGE_USERS,
                "{\"sourceUserId\":\"anon-1\",\"destinationEmail\":\"a@example.com\","
                        + "\"arrayMerge\":[{\"field\":\"orders\",\"dedupeBy\":\"id\"}]}");
        assertThat(BY_EMAIL.changed(mapping, 1L, "a@example.com", "anon-2").amends()).isTrue();
    }

    @Test
    void aUserIsNotMergedIntoItself() {
        MergeMapping mapping = new MergeMapping(2, IdentifierKind.EMAIL, Map.of());

        assertThat(BY_EMAIL.added(mapping, 1L, "a@example.com", "A@Example.com").fault())
                .isEqualTo("column 'other': is the user that is to remain");
    }

    @ParameterizedTest
    @EnumSource(names = {"DELETE_USER", "FORGET_USER", "UNFORGET_USER"})
    void anEndIsAskedForOnceAndFallsWithItsRow(OperationKind kind) {
        DepartureMapping mapping = new DepartureMapping(kind);

        assertRequires(
                BY_EMAIL.added(mapping, 1L, "a@example.com", ""),
                kind,
                "{\"email\":\"a@example.com\"}");
        assertThat(BY_EMAIL.changed(mapping, 1L, "a@example.com", "x").amends()).isTrue();
        assertThat(BY_EMAIL.removed(mapping, 1L, "a@example.com", "x").kind())
                .isEqualTo(OperationKind.WITHDRAW);
    }

    private static MappedRows rows(IdentifierKind kind) {
        return new MappedRows(
                kind, MappedRows.id(), MappedRows.text("who"), MappedRows.text("other"));
    }
}
