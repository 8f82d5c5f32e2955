/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LineBenchmarkITCase {

    @Test
    @Timeout(180)
    void aSmallTableGoesThroughTheLineCorrectly() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        LineResult result =
                new LineBenchmark(
                                new LineOptions(2_000, 2),
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                () -> false)
                        .run();

        assertThat(result.differences()).isEmpty();
        assertThat(result.line())
                .matches(
                        "RESULT line rows=2000 first_rows_per_s=\\d+ first_cpu_s_per_m=\\d+\\.\\d\\d unchanged_rows_per_s=\\d+"
                                + " changed_calls=[12] changed_seconds=\\d+\\.\\d rss_mb=\\d+"
                                + " correct=true");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(line -> assertThat(line).startsWith("first "))
                .anySatisfy(line -> assertThat(line).startsWith("unchanged "))
                .anySatisfy(line -> assertThat(line).startsWith("changed "));
    }
}
