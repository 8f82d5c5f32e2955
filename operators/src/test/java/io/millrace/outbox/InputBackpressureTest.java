/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InputBackpressureTest {

    private final InputBackpressure backpressure =
            new InputBackpressure(10, Duration.ofMillis(300));

    @Test
    void theInputWaitsAtTheLimit() {
        assertThat(backpressure.holds(9, true)).isFalse();
        assertThat(backpressure.holds(10, true)).isTrue();
    }

    @Test
    void theInputDoesNotWaitForOperationsThatNeedTheNextBarrier() {
        assertThat(backpressure.holds(10, false)).isFalse();
    }

    @Test
    void theWaitBetweenTwoBarriersIsLimited() {
        backpressure.held(299);
        assertThat(backpressure.holds(10, true)).isTrue();
        backpressure.held(1);
        assertThat(backpressure.holds(10, true)).isFalse();

        backpressure.barrier();

        assertThat(backpressure.holds(10, true)).isTrue();
    }
}
