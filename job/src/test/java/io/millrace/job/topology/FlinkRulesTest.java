/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkRulesTest {

    @Test
    void theConfigurationThatIsShippedHasNoProblem() {
        assertThat(problems(shipped())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "execution.checkpointing.interval, 0 s",
        "execution.checkpointing.mode, AT_LEAST_ONCE",
        "execution.checkpointing.unaligned.enabled, true",
        "execution.checkpointing.max-concurrent-checkpoints, 2",
        "execution.runtime-mode, BATCH"
    })
    void whatBreaksAPromiseIsAnError(String key, String value) {
        Configuration flink = shipped();
        flink.setString(key, value);

        assertThat(problems(flink)).singleElement().satisfies(problem -> isError(problem, key));
    }

    private static void isError(Problem problem, String key) {
        assertThat(problem.toString()).startsWith("Flink's configuration  " + key + "  ");
        assertThat(problem.toString()).doesNotContain("warning:");
    }

    @ParameterizedTest
    @CsvSource({
        "state.backend.type, hashmap",
        "execution.checkpointing.externalized-checkpoint-retention, DELETE_ON_CANCELLATION",
        "restart-strategy.type, fixed-delay",
        "pipeline.generic-types, true"
    })
    void whatCostsMemoryOrStateIsAWarning(String key, String value) {
        Configuration flink = shipped();
        flink.setString(key, value);

        assertThat(problems(flink))
                .singleElement()
                .satisfies(
                        problem ->
                                assertThat(problem.toString())
                                        .startsWith(
                                                "Flink's configuration  " + key + "  warning: "));
    }

    @Test
    void aBareConfigurationIsRefusedSinceItHasNoCheckpoints() {
        assertThat(problems(new Configuration()))
                .extracting(Problem::toString)
                .anyMatch(text -> text.contains("interval  is not set: a change is sent after"))
                .anyMatch(
                        text -> text.contains("execution.checkpointing.dir  warning: is not set"));
    }

    private static List<Problem> problems(Configuration flink) {
        Problems problems = new Problems();
        FlinkRules.inspect(flink, problems);
        return problems.all();
    }

    private static Configuration shipped() {
        return GlobalConfiguration.loadConfiguration(Path.of("../flink-conf").toString());
    }
}
