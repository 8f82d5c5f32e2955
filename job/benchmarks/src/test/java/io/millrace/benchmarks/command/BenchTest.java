/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchTest {

    private static final int WRONG_USAGE = 2;
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^job/benchmarks/bench ([^#\n]+)");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"line", "diff", "delivery"})
    void everyBenchmarkExplainsItself(String benchmark) {
        assertThat(execute(benchmark, "--help")).isEqualTo(Bench.OK);

        assertThat(text(out)).contains("Usage: bench " + benchmark).contains("--rows");
    }

    @Test
    void wrongUsageHasAnExitCodeOfItsOwn() {
        assertThat(execute()).isEqualTo(WRONG_USAGE);
        assertThat(execute("line", "--rows", "0")).isEqualTo(WRONG_USAGE);
        assertThat(execute("delivery", "--type", "parcels")).isEqualTo(WRONG_USAGE);
        assertThat(execute("delivery", "--type", "email-changes", "--rows", "0"))
                .isEqualTo(WRONG_USAGE);
        assertThat(text(err)).contains("--rows");
    }

    @Test
    void everyCommandInTheReadmeIsParsed() throws Exception {
        List<String> examples =
                EXAMPLE.matcher(Files.readString(Path.of("README.md")))
                        .results()
                        .map(example -> example.group(1).strip())
                        .toList();

        assertThat(examples).hasSizeGreaterThan(5);
        for (String example : examples) {
            commandLine().parseArgs(example.split("\\s+"));
        }
    }

    private int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    private CommandLine commandLine() {
        return Bench.commandLine(stream(out), stream(err), () -> false);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
