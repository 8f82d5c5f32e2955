/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergeMappingTest {

    private static final MappedRows BY_EMAIL = rows(IdentifierKind.EMAIL);

    @Test
    void aMergeContainsBothUsersAndIsSentOnce() {
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

    private static MappedRows rows(IdentifierKind kind) {
        return new MappedRows(
                kind, MappedRows.id(), MappedRows.text("who"), MappedRows.text("other"));
    }
}
