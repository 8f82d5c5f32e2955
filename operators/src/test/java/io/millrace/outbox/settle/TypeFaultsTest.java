/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.RowFault;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypeFaultsTest {

    private static final long SMALL_RUN = 500;
    private static final long LARGE_RUN = 1_000_000;

    private final TypeFaults faults = new TypeFaults();

    @Test
    void aColumnOfTheWrongTypeStopsDelivery() {
        refuse(TypeFaults.FEWEST_ROWS - 1);
        assertThat(faults.stopReason(SMALL_RUN)).isEmpty();

        refuse(1);

        assertThat(faults.stopReason(SMALL_RUN))
                .hasValueSatisfying(
                        halt -> {
                            assertThat(halt.code()).isEqualTo("RequestFieldsTypesMismatched");
                            assertThat(halt.reason())
                                    .startsWith("100 of the 100 rows")
                                    .contains("joined: string, expected date");
                        });
    }

    @Test
    void aFewWrongValuesInALargeRunAreNotAColumn() {
        refuse(1_000);
        assertThat(faults.stopReason(LARGE_RUN)).isEmpty();

        refuse(TypeFaults.MOST_ROWS - 1_000);
        assertThat(faults.stopReason(LARGE_RUN)).isPresent();
    }

    @Test
    void ifOtherRowsAreAcceptedTheRowsAreAtFault() {
        refuse(900);
        accept(101);
        assertThat(faults.stopReason(SMALL_RUN)).isEmpty();
        refuse(9);

        assertThat(faults.stopReason(SMALL_RUN)).isPresent();
    }

    @Test
    void rowsThatAreSentAgainCountAsCorrect() {
        faults.spared(500);
        refuse(500);

        assertThat(faults.stopReason(SMALL_RUN)).isEmpty();
    }

    @Test
    void otherFaultsAreOfTheRows() {
        for (int row = 0; row < 1_000; row++) {
            faults.settled(Optional.of(new RowFault("invalidEmails", "a@b")));
        }

        assertThat(faults.stopReason(SMALL_RUN)).isEmpty();
    }

    private void accept(int rows) {
        for (int row = 0; row < rows; row++) {
            faults.settled(Optional.empty());
        }
    }

    private void refuse(int rows) {
        RowFault fault =
                new RowFault("RequestFieldsTypesMismatched", "joined: string, expected date");
        for (int row = 0; row < rows; row++) {
            faults.settled(Optional.of(fault));
        }
    }
}
