/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    @Test
    void requestsFollowEachOtherAtTheRate() {
        TokenBucket pace = new TokenBucket(4, 0);

        assertThat(pace.waitMillis(0)).isZero();
        pace.take(0);
        assertThat(pace.waitMillis(0)).isEqualTo(250);
        assertThat(pace.waitMillis(250)).isZero();
    }

    @Test
    void zeroSetsNoLimit() {
        TokenBucket pace = new TokenBucket(0, 0);
        for (int request = 0; request < 100; request++) {
            pace.take(0);
            pace.throttled();
            assertThat(pace.waitMillis(0)).isZero();
        }
    }

    @Test
    void throttlingHalvesTheRateAndSuccessesRestoreIt() {
        TokenBucket pace = new TokenBucket(4, 0);
        pace.throttled();
        assertThat(pace.waitMillis(0)).isEqualTo(500);
        for (int answer = 0; answer < 10; answer++) {
            pace.succeeded();
        }
        assertThat(pace.waitMillis(0)).isEqualTo(250);
    }

    @Test
    void aClockThatGoesBackAddsNoTokens() {
        TokenBucket pace = new TokenBucket(4, 1_000);
        pace.take(1_000);
        assertThat(pace.waitMillis(0)).isEqualTo(250);
    }
}
