/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalLimitTest {

    @ParameterizedTest
    @CsvSource({
        // share, rows, deletes, removals, known, exceeded
        "0.5, 1000, true, 10, 10, true",
        "0.5, 1000, true, 12, 12, true",
        "0.5, 1000, false, 10, 10, false",
        "0.5, 1000, false, 12, 12, true",
        "0.5, 1000, true, 9, 10, false",
        "0.5, 1000, true, 10, 12, false",
        "0.5, 1000, true, 1, 1, false",
        "0.5, 1000, true, 2, 2, true",
        "0.5, 1000, true, 11, 22, false",
        "0.5, 1000, true, 12, 22, true",
        "0.1, 1000, true, 1000, 10000, false",
        "0.1, 1000, true, 1001, 1000000, true",
        "1, 1000, true, 12, 12, false",
        "1, 11, true, 12, 12, true",
        "0, 1000, false, 10, 1000, false",
        "0, 1000, false, 11, 1000, true",
        "0, 0, false, 1, 1000, true",
        "0, 0, true, 0, 0, false"
    })
    void tooManyRemovalsOrTooLargeAShareExceedTheLimit(
            double share, long rows, boolean deletes, long removals, long known, boolean exceeded) {
        assertThat(new RemovalLimit(share, rows, deletes).exceededBy(removals, known).isPresent())
                .isEqualTo(exceeded);
    }

    @Test
    void theReasonContainsTheNumbersAndTheOption() {
        RemovalLimit limit = new RemovalLimit(0.125, 1_000, true);

        assertThat(limit.exceededBy(40, 100))
                .hasValue(
                        "it would remove 40 of the 100 rows known before, and 'removal-limit' is"
                                + " 12.5%");
        assertThat(limit.exceededBy(1_001, 1_000_000))
                .hasValue(
                        "it would remove 1,001 of the 1,000,000 rows known before, and"
                                + " 'removal-limit-rows' is 1,000");
        assertThat(new RemovalLimit(0.1, 1_000, false).exceededBy(12, 12).orElseThrow())
                .endsWith("'removal-limit' is 10%");
    }

    @Test
    void aLimitOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new RemovalLimit(1.1, 1, true))
                .hasMessageContaining("removal-limit");
        assertThatThrownBy(() -> new RemovalLimit(Double.NaN, 1, true))
                .hasMessageContaining("removal-limit");
        assertThatThrownBy(() -> new RemovalLimit(1, -1, true))
                .hasMessageContaining("removal-limit-rows");
    }
}
