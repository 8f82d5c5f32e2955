/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.DiskWrites;
import io.millrace.benchmarks.PeakMemory;
import io.millrace.benchmarks.Traffic;
import io.millrace.diff.DiffTally;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineExpectationTest {

    private static final LineExpectation EXPECTATION = new LineExpectation(5_000, 1_200, 100, 7);

    @Test
    void aCorrectRunHasNoDifferences() {
        assertThat(differences(pass(new Traffic(2, 1_300, 0)))).isEmpty();
        assertThat(differences(pass(new Traffic(3, 1_300, 0)))).isEmpty();
    }

    @Test
    void aRowSentTwiceIsADifference() {
        assertThat(differences(pass(new Traffic(2, 1_301, 0))))
                .containsExactly("first: rows sent should be 1300, is 1301");
    }

    @Test
    void requestsThatAreNotFullAreADifference() {
        assertThat(differences(pass(new Traffic(4, 1_300, 0))))
                .containsExactly("first: requests should be 2 to 3, is 4");
    }

    @Test
    void aRequestForNothingIsADifference() {
        LineExpectation nothing = new LineExpectation(5_000, 0, 0, 0);

        assertThat(nothing.differences("unchanged", pass(new Traffic(1, 0, 0)), 2))
                .contains("unchanged: requests should be 0 to 0, is 1");
    }

    @Test
    void aFailureOfTheJobIsADifference() {
        LinePass good = pass(new Traffic(2, 1_300, 0));
        LinePass disturbed =
                new LinePass(
                        good.run(), good.traffic(), good.processorTime(), List.of("it stumbled"));

        assertThat(differences(disturbed)).containsExactly("first: it stumbled");
    }

    @Test
    void theResultIsOneLineForMachines() {
        LinePass pass = pass(new Traffic(2, 1_300, 0));

        assertThat(new LineResult(5_000, pass, pass, pass, 321, List.of("wrong")).line())
                .isEqualTo(
                        "RESULT line rows=5000 first_rows_per_s=2000 first_cpu_s_per_m=200.00"
                                + " unchanged_rows_per_s=2000"
                                + " changed_calls=2 changed_seconds=2.5 rss_mb=321 correct=false");
    }

    @Test
    void peakMemoryIsReadFromTheSystem() {
        assertThat(PeakMemory.megabytes(List.of("Name: java", "VmHWM:\t  493568 kB")))
                .isEqualTo(482);
        assertThat(PeakMemory.megabytes(List.of("Name: java"))).isZero();
    }

    @Test
    void diskWritesAreReadFromTheSystem() {
        assertThat(DiskWrites.bytes(List.of("wchar: 7", "write_bytes: 4096"))).contains(4_096L);
        assertThat(DiskWrites.bytes(List.of("wchar: 7"))).isEmpty();
    }

    private static List<String> differences(LinePass pass) {
        return EXPECTATION.differences("first", pass, 2);
    }

    private static LinePass pass(Traffic traffic) {
        RunReport run =
                new RunReport(
                        "customers",
                        1_000,
                        RunStatus.COMPLETE,
                        new RunTimes(1_000, 2_000, 3_500),
                        new DiffTally(1_000, 5_000, 1_200, 100, 7, 3_700, 0, 0),
                        new DeliveryTally(1_300, 1_300, 0, 0),
                        0,
                        Cause.NONE);
        return new LinePass(run, traffic, Duration.ofSeconds(1), List.of());
    }
}
