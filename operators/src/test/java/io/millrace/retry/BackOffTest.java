/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private static final BackOff BACK_OFF =
            new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @Test
    void waitsDoubleUpToALimitWithJitter() {
        assertThat(BACK_OFF.millis(1, 1)).isEqualTo(500);
        assertThat(BACK_OFF.millis(1, 0)).isEqualTo(250);
        assertThat(BACK_OFF.millis(3, 1)).isEqualTo(2_000);
        assertThat(BACK_OFF.millis(10, 1)).isEqualTo(30_000);
        assertThat(BACK_OFF.millis(1_000_000, 1)).isEqualTo(30_000);
    }
}
