/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.report.run.RunReport;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.sandbox.project.UserState;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole line under random changes, random faults of Iterable, and random ends of the job: when
 * all that ceases, Iterable holds what the model says, every run adds up, and the next run sends
 * nothing.
 */
class ConvergenceITCase {

    private static final int STEPS = Integer.getInteger("millrace.test.steps", 15);
    private static final String BULK_UPDATE = "POST /api/users/bulkUpdate";

    @RegisterExtension static final FaultyLines LINES = new FaultyLines();

    @TempDir Path folder;

    private Sandbox sandbox;
    private FaultyLine line;

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(120)
    void iterableConvergesToTheModel(long seed) throws Exception {
        Random random = new Random(seed);
        RandomTable table = new RandomTable(LINES.warehouse(), "people" + seed, random);
        sandbox =
                LINES.sandbox(
                        SandboxOptions.of(UserIdentification.EMAIL).withThrottle(Throttle.off()));
        line = LINES.line(folder, sandbox, random);
        line.scriptFaults(seed);
        line.start(
                "email",
                "people",
                table.model(),
                "type: users\nmode: upsert\nidentifier:\n  email: email\nmappings:\n"
                        + table.mappings());

        for (int step = 0; step < STEPS; step++) {
            for (int change = random.nextInt(4); change >= 0; change--) {
                table.change();
            }
            Thread.sleep(100 + random.nextInt(700));
            if (random.nextInt(4) == 0) {
                line.disturb();
            }
        }
        sandbox.clearFaults();
        Instant quiet = Instant.now();
        line.awaitSettledRun(quiet);

        Map<String, Map<String, String>> expected = table.expected();
        assertThat(held(expected)).as(table.toString()).isEqualTo(expected);
        line.assertAddsUp();

        long requests = sandbox.counters(BULK_UPDATE).requests();
        assertThat(requests).isPositive();
        RunReport idle = line.awaitSettledRun(Instant.now());
        assertThat(idle.rows().unchanged()).isEqualTo(expected.size());
        assertThat(idle.delivered().operations()).isZero();
        assertThat(sandbox.counters(BULK_UPDATE).requests()).isEqualTo(requests);
        assertThat(sandbox.violations())
                .filteredOn(
                        violation ->
                                table.isRevised()
                                        || violation.rule() != Violation.Rule.NOTHING_SENT_TWICE)
                .isEmpty();
    }

    /** {@code -Dmillrace.test.seeds=5,6,7 -Dmillrace.test.steps=30} tries others, and longer. */
    static LongStream seeds() {
        return Stream.of(System.getProperty("millrace.test.seeds", "1,2,3").split(","))
                .mapToLong(Long::parseLong);
    }

    /** What Iterable holds of the people in the model, as text; numbers in their shortest form. */
    private Map<String, Map<String, String>> held(Map<String, Map<String, String>> expected) {
        Map<String, Map<String, String>> held = new HashMap<>();
        for (Map.Entry<String, Map<String, String>> person : expected.entrySet()) {
            sandbox.user(person.getKey())
                    .map(UserState::dataFields)
                    .ifPresent(
                            fields -> {
                                Map<String, String> texts = new TreeMap<>();
                                fields.properties()
                                        .forEach(
                                                field ->
                                                        texts.put(
                                                                field.getKey(),
                                                                text(field.getValue())));
                                held.put(person.getKey(), texts);
                            });
        }
        return held;
    }

    private static String text(JsonNode value) {
        return value.isNumber()
                ? new BigDecimal(value.asText()).stripTrailingZeros().toPlainString()
                : value.asText();
    }
}
