/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunMarkTest {

    private static final long RUN = 1_790_000_000_000L;

    @Test
    void aMarkIsReadFromItsWatermark() {
        for (int epoch : new int[] {0, 7, Epoch.LAST}) {
            RunMark start = RunMark.start(RUN, epoch, 3);
            assertThat(RunMark.ofWatermark(start.toWatermark())).isEqualTo(start);
        }
        assertThat(RunMark.ofWatermark(RunMark.complete(RUN).toWatermark()).isComplete()).isTrue();
    }

    @Test
    void marksGrowWithinARunAndFromRunToRun() {
        assertThat(RunMark.start(RUN, 0, 0).toWatermark())
                .isLessThan(RunMark.start(RUN, 0, 1).toWatermark());
        assertThat(RunMark.start(RUN, Epoch.LAST, Integer.MAX_VALUE).toWatermark())
                .isLessThan(RunMark.complete(RUN).toWatermark());
        assertThat(RunMark.complete(RUN).toWatermark())
                .isLessThan(RunMark.start(RUN + 1, 0, 0).toWatermark());
    }
}
