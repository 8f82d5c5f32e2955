/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.SandboxProcess;
import io.millrace.benchmarks.TemporaryFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeliveryBenchmarkITCase {

    private static final int ROWS = 200;
    private static final Duration OFTEN = Duration.ofMillis(100);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);

    @Test
    @Timeout(300)
    void everyTypeArrivesAsItWasSent() throws Exception {
        List<DeliveryType> types = List.of(DeliveryType.values());

        DeliveryResults results = measure(types, Duration.ZERO);

        assertThat(results.differences()).isEmpty();
        assertThat(results.hot().orElseThrow().line())
                .matches(
                        "RESULT delivery type=hot rows=200 ops_per_s=[1-9]\\d*"
                                + " spread_ops_per_s=[1-9]\\d* ratio=\\d+\\.\\d{4} correct=true");
        assertThat(results.types())
                .extracting(DeliveryResult::type)
                .containsExactlyElementsOf(
                        types.stream().filter(type -> type != DeliveryType.HOT).toList());
        assertThat(results.types())
                .allSatisfy(
                        result ->
                                assertThat(result.line())
                                        .matches(
                                                "RESULT delivery type="
                                                        + result.type()
                                                        + " limit_share=none per_1000_429=none"
                                                        + " ops_per_s=[1-9]\\d*"
                                                        + " cpu_s_per_m=\\d+\\.\\d\\d"
                                                        + " disk_ratio=(\\d+\\.\\d\\d|none)"
                                                        + " correct=true"));
    }

    @Test
    @Timeout(120)
    void aTypeWithAPublishedRateIsDeliveredAtTheRate() throws Exception {
        DeliveryResult users =
                measure(List.of(DeliveryType.USERS), Duration.ofSeconds(2)).types().get(0);

        assertThat(users.differences()).isEmpty();
        assertThat(users.limited().orElseThrow().pass().rows()).isEqualTo(200);
        assertThat(users.limited().orElseThrow().pass().calls().all()).isGreaterThanOrEqualTo(10);
        assertThat(users.line())
                .matches(
                        "RESULT delivery type=users limit_share=\\d\\.\\d{3}"
                                + " per_1000_429=\\d+\\.\\d ops_per_s=[1-9]\\d*"
                                + " cpu_s_per_m=\\d+\\.\\d\\d disk_ratio=\\S+ correct=true");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).startsWith("users            warm-up "))
                .anySatisfy(line -> assertThat(line).startsWith("users            limited "))
                .anySatisfy(line -> assertThat(line).startsWith("users            free "));
    }

    @Test
    @Timeout(120)
    void aMissingRowIsADifference() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.create();
                SandboxProcess sandbox = SandboxProcess.start(folder.path(), ROWS)) {
            List<DeliveryType> untouched =
                    Arrays.stream(DeliveryType.values())
                            .filter(type -> isBlind(type, sandbox))
                            .toList();

            assertThat(untouched).isEmpty();
        }
    }

    private static boolean isBlind(DeliveryType type, SandboxProcess sandbox) {
        try {
            DeliveryTarget target = new DeliveryTarget(sandbox, type, ROWS);
            target.prepare();
            return target.differences().isEmpty();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Timeout(60)
    void theBenchmarkCanBeStopped() {
        DeliveryOptions options =
                new DeliveryOptions(
                        List.of(DeliveryType.CARTS), 100_000, 0, Duration.ZERO, 1, OFTEN);

        assertThatThrownBy(() -> new DeliveryBenchmark(options, printer, () -> true).run())
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("stopped");
    }

    private DeliveryResults measure(List<DeliveryType> types, Duration limited)
            throws InterruptedException {
        DeliveryOptions options = new DeliveryOptions(types, ROWS, ROWS, limited, 1, OFTEN);
        return new DeliveryBenchmark(options, printer, () -> false).run();
    }
}
