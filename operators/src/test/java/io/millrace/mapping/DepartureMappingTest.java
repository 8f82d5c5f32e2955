/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepartureMappingTest {

    private static final MappedRows BY_EMAIL = rows(IdentifierKind.EMAIL);

    @ParameterizedTest
    @EnumSource(names = {"DELETE_USER", "FORGET_USER", "UNFORGET_USER"})
    void theCallIsSentOnceAndARemovedRowWithdrawsIt(OperationKind kind) {
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
