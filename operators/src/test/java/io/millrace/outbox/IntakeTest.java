/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private final Intake intake = new Intake(10, Duration.ofMillis(300));

    @Test
    void theInputWaitsFromTheLimitOn() {
        assertThat(intake.holds(9, true)).isFalse();
        assertThat(intake.holds(10, true)).isTrue();
    }

    @Test
    void theInputDoesNotWaitForWhatOnlyTheNextBarrierCanFree() {
        assertThat(intake.holds(10, false)).isFalse();
    }

    @Test
    void ofTheTimeBetweenTwoBarriersSoMuchIsSpentWaiting() {
        intake.held(299);
        assertThat(intake.holds(10, true)).isTrue();
        intake.held(1);
        assertThat(intake.holds(10, true)).isFalse();

        intake.barrier();

        assertThat(intake.holds(10, true)).isTrue();
    }
}
