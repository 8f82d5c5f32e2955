/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.mapping.operation.PackedOperation;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private final Findings findings = new Findings();

    @Test
    void rowsWithDifferentIdentifiersCauseNoWarning() {
        assertThat(findings.warnings(Set.of())).isEmpty();
    }

    @Test
    void theWarningOfASharedIdentifierNamesItAndBothKeys() {
        findings.followed(row(7), row(9));

        assertThat(findings.warnings(Set.of()))
                .containsExactly(
                        new Warning(
                                "sharedIdentifier",
                                "rows with the identifier of another row, which overwrites them:"
                                        + " 1, such as a@b.c (id=7 before id=9)"));
    }

    @Test
    void allOverwrittenRowsAreCountedAndAFewAreNamed() {
        for (long row = 0; row < 100_000; row++) {
            findings.followed(row(row), row(row + 1));
        }

        assertThat(findings.warnings(Set.of()).get(0).detail())
                .contains(": 100000, such as")
                .contains("(id=2 before id=3), …")
                .doesNotContain("id=3 before");
    }

    private static PackedOperation row(long id) {
        return PackedOperation.pack(
                new Operation(
                        OperationKind.UPSERT_USER,
                        1,
                        id,
                        id,
                        7,
                        "id=" + id,
                        "a@b.c",
                        "",
                        new byte[0],
                        ""));
    }
}
