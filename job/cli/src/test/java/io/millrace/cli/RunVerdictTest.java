/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import org.junit.jupiter.api.Test;

class RunVerdictTest {

    @Test
    void aCompleteRunIsWellIfNothingIsOpen() {
        assertThat(verdict(RunStatus.COMPLETE, 0, 0)).isEqualTo(ExitCode.OK);
        assertThat(verdict(RunStatus.COMPLETE, 1, 0)).isEqualTo(ExitCode.ROWS_OPEN);
        assertThat(verdict(RunStatus.COMPLETE, 0, 1)).isEqualTo(ExitCode.ROWS_OPEN);
    }

    @Test
    void aRunWithoutAnEndOfItsOwnHasFailed() {
        assertThat(verdict(RunStatus.STOPPED, 0, 5)).isEqualTo(ExitCode.FAILED);
        assertThat(verdict(RunStatus.FAILED, 0, 0)).isEqualTo(ExitCode.FAILED);
        assertThat(verdict(RunStatus.HELD, 0, 0)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aRunThatAnotherTakesThePlaceOfHasNotFailed() {
        assertThat(verdict(RunStatus.INTERRUPTED, 0, 0)).isEqualTo(ExitCode.ROWS_OPEN);
    }

    @Test
    void theWorstOfAllCounts() {
        assertThat(ExitCode.OK.or(ExitCode.ROWS_OPEN)).isEqualTo(ExitCode.ROWS_OPEN);
        assertThat(ExitCode.FAILED.or(ExitCode.OK)).isEqualTo(ExitCode.FAILED);
    }

    private static ExitCode verdict(RunStatus status, long rejected, long pending) {
        return RunVerdict.of(
                new RunReport(
                        "customers",
                        1,
                        status,
                        new RunTimes(1, 2, 3),
                        new DiffTally(1, 0, 0, 0, 0, 0, 0, 0),
                        new DeliveryTally(rejected + pending, 0, rejected, pending),
                        0,
                        Cause.NONE));
    }
}
