/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static io.millrace.outbox.OutboxHarness.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.packed.PackedOperation;
import io.millrace.outbox.settle.SharedIdentifiers;
import org.junit.jupiter.api.Test;

class SharedIdentifiersTest {

    private final SharedIdentifiers shared = new SharedIdentifiers();

    @Test
    void thereIsNothingToTellOfRowsThatShareNothing() {
        assertThat(shared.warning()).isEmpty();
    }

    @Test
    void theIdentifierAndBothKeysAreNamed() {
        shared.followed(row(7), row(9));

        assertThat(shared.warning())
                .hasValue(
                        "rows with the identifier of another row, which overwrites them: 1,"
                                + " such as a@b.c (id=7 before id=9)");
    }

    @Test
    void allAreCountedAndAFewAreNamed() {
        for (long row = 0; row < 100_000; row++) {
            shared.followed(row(row), row(row + 1));
        }

        assertThat(shared.warning().orElseThrow())
                .contains(": 100000, such as")
                .contains("(id=2 before id=3), …")
                .doesNotContain("id=3 before");
    }

    private static PackedOperation row(long id) {
        return PackedOperation.pack(upsert(1, id, "a@b.c", "x"));
    }
}
