/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.BenchmarkException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiffBenchmarkITCase {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    @Timeout(180)
    void bothLayoutsFindWhatSqlFindsWhateverTheKey(DiffKey key) throws Exception {
        DiffResult result = new DiffBenchmark(options(key), printer, () -> false).run();

        assertThat(result.differences()).isEmpty();
        assertThat(result.line())
                .matches(
                        "RESULT diff key="
                                + key.name().toLowerCase(Locale.ROOT)
                                + " rows=9000 floor_rows_per_s=[1-9]\\d*"
                                + " unchanged_ratio=\\d+\\.\\d{3} changed_ratio=\\d+\\.\\d{3}"
                                + " first_ratio=\\d+\\.\\d{3} cpu_s_per_m=\\d+\\.\\d\\d"
                                + " bytes_per_row=\\d+\\.\\d checkpoint_bytes=[1-9]\\d*"
                                + " correct=true");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).startsWith("floor 2 "))
                .anySatisfy(line -> assertThat(line).startsWith("packed unchanged 2 "))
                .anySatisfy(line -> assertThat(line).startsWith("packed changed 2 "))
                .anySatisfy(line -> assertThat(line).startsWith("plain changed 2 "));
    }

    @Test
    @Timeout(60)
    void somebodyMayStopIt() {
        assertThatThrownBy(
                        () -> new DiffBenchmark(options(DiffKey.UUID), printer, () -> true).run())
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("stopped");
    }

    private static DiffOptions options(DiffKey key) {
        return new DiffOptions(9_000, key, 2, 2, Duration.ofMillis(500), true);
    }
}
