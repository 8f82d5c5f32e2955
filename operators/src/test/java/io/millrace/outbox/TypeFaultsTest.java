/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.RowFault;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypeFaultsTest {

    private final TypeFaults faults = new TypeFaults();

    @Test
    void manyRowsOfTheWrongTypeInARowAreAColumnOfTheWrongType() {
        refuse(TypeFaults.ROWS_THAT_MAKE_A_COLUMN - 1);
        assertThat(faults.stopReason()).isEmpty();

        refuse(1);

        assertThat(faults.stopReason())
                .hasValueSatisfying(
                        halt -> {
                            assertThat(halt.code()).isEqualTo("RequestFieldsTypesMismatched");
                            assertThat(halt.reason()).contains("joined: string, expected date");
                        });
    }

    @Test
    void anAcceptedRowBetweenThemMakesThemSingleRows() {
        refuse(TypeFaults.ROWS_THAT_MAKE_A_COLUMN - 1);
        faults.settled(Optional.empty());
        refuse(TypeFaults.ROWS_THAT_MAKE_A_COLUMN - 1);

        assertThat(faults.stopReason()).isEmpty();
    }

    @Test
    void otherFaultsAreTheRowsOwn() {
        for (int row = 0; row < 1_000; row++) {
            faults.settled(Optional.of(new RowFault("invalidEmails", "a@b")));
        }

        assertThat(faults.stopReason()).isEmpty();
    }

    private void refuse(int rows) {
        RowFault fault =
                new RowFault("RequestFieldsTypesMismatched", "joined: string, expected date");
        for (int row = 0; row < rows; row++) {
            faults.settled(Optional.of(fault));
        }
    }
}
