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

    @Test
    @Timeout(180)
    void bothLayoutsFindWhatSqlFinds() throws Exception {
        DiffResult result = measure(DiffKey.ORDERED, true);

        assertThat(result.differences()).isEmpty();
        assertThat(result.line())
                .matches(
                        "RESULT diff key=ordered rows=9000 floor_rows_per_s=[1-9]\\d*"
                                + " unchanged_ratio=\\d+\\.\\d{3} changed_ratio=\\d+\\.\\d{3}"
                                + " first_ratio=\\d+\\.\\d{3} cpu_s_per_m=\\d+\\.\\d\\d"
                                + " bytes_per_row=\\d+\\.\\d checkpoint_bytes=[1-9]\\d*"
                                + " correct=true");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).startsWith("floor 1 "))
                .anySatisfy(line -> assertThat(line).startsWith("packed unchanged 1 "))
                .anySatisfy(line -> assertThat(line).startsWith("packed changed 1 "))
                .anySatisfy(line -> assertThat(line).startsWith("plain changed 1 "));
    }

    @ParameterizedTest
    @EnumSource(
            value = DiffKey.class,
            names = {"UUID", "COMPOSITE"})
    @Timeout(180)
    void theDiffFindsWhatSqlFindsWhateverTheKey(DiffKey key) throws Exception {
        DiffResult result = measure(key, false);

        assertThat(result.differences()).isEmpty();
        assertThat(result.isCorrect()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = DiffModel.class,
            names = {"QUERY", "VIEW"})
    @Timeout(180)
    void theDiffFindsWhatSqlFindsWhateverTheModel(DiffModel model) throws Exception {
        DiffOptions options = options(DiffKey.COMPOSITE, model, false);
        DiffResult result = new DiffBenchmark(options, printer, () -> false).run();

        assertThat(result.differences()).isEmpty();
        assertThat(result.line()).contains(" model=" + model.name().toLowerCase(Locale.ROOT) + " ");
    }

    @Test
    @Timeout(60)
    void theBenchmarkCanBeStopped() {
        assertThatThrownBy(
                        () ->
                                new DiffBenchmark(options(DiffKey.UUID, false), printer, () -> true)
                                        .run())
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("stopped");
    }

    private DiffResult measure(DiffKey key, boolean plain) throws InterruptedException {
        return new DiffBenchmark(options(key, plain), printer, () -> false).run();
    }

    private static DiffOptions options(DiffKey key, boolean plain) {
        return options(key, DiffModel.TABLE, plain);
    }

    private static DiffOptions options(DiffKey key, DiffModel model, boolean plain) {
        return new DiffOptions(9_000, key, model, 1, 2, Duration.ofMillis(500), plain);
    }
}
