/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReturnedSplitsTest {

    private final ReturnedSplits returned = new ReturnedSplits();

    @Test
    void aSplitReturnedTwiceIsTakenOnce() {
        assertThat(returned.take("a")).isTrue();
        assertThat(returned.take("a")).isFalse();
    }

    @Test
    void aReassignedSplitIsNotTakenFromItsReaderAtTheCheckpoint() {
        returned.take("a");
        returned.assigned("a", 1);
        returned.readerLost(0);

        assertThat(returned.take("a")).isFalse();
    }

    @Test
    void aSplitIsTakenAgainWhenItsNewReaderFails() {
        returned.take("a");
        returned.assigned("a", 1);
        returned.readerLost(1);

        assertThat(returned.take("a")).isTrue();
    }
}
