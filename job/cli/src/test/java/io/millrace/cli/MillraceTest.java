/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.local.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillraceTest {

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = new StopSignal();

    @ParameterizedTest
    @ValueSource(strings = {"check", "run", "release", "approve", "forget-sync", "demo", "sandbox"})
    void everyCommandExplainsItself(String command) {
        assertThat(execute(command, "--help")).isEqualTo(ExitCode.OK.number());

        assertThat(text(out)).contains("Usage: millrace " + command).contains("--help");
    }

    @Test
    void theHelpNamesEveryCommandAndExitCode() {
        assertThat(execute("--help")).isEqualTo(ExitCode.OK.number());

        assertThat(text(out))
                .contains("check", "run", "release", "approve", "forget-sync", "demo", "sandbox")
                .contains("0 all is well", "1 rows", "2 a definition", "3 a run failed");
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(execute("--version")).isEqualTo(ExitCode.OK.number());

        assertThat(text(out)).startsWith("millrace ");
    }

    @Test
    void wrongUsageIsWrongInput() {
        assertThat(execute()).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("chekc")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("check")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("run", folder.toString(), "--onec"))
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("sandbox", "--throttled", "--unthrottled"))
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("demo", "--rows", "0")).isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(text(err)).contains("--rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run"})
    void wrongDefinitionsAreWrongInputAndAllProblemsArePrinted(String command) throws IOException {
        Files.writeString(folder.resolve("millrace.yaml"), "iterable:\n  base-ulr: US\n");

        assertThat(execute(command, folder.toString())).isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(text(err))
                .contains("millrace.yaml:2")
                .contains("base-url")
                .contains("models")
                .contains("problems in " + folder);
    }

    @Test
    void aRightDefinitionIsSummarised() throws IOException {
        Shopfront.write(folder);

        assertThat(execute("check", "--offline", folder.toString())).as(text(err)).isZero();

        assertThat(text(out))
                .contains("customers → users by email, 3 of 3 columns, every 1 min")
                .contains("1 sync into http://localhost:1. No problems in the files");
    }

    @Test
    void aDisabledSyncIsListedAsSuch() throws IOException {
        Shopfront.write(folder);
        Path customers = folder.resolve("syncs/customers.yaml");
        Files.writeString(
                folder.resolve("syncs/off.yaml"),
                Files.readString(customers).replace("city: city", "town: city")
                        + "enabled: false\n");

        assertThat(execute("check", "--offline", folder.toString())).as(text(err)).isZero();

        assertThat(text(out))
                .contains("off               customers → users by email, 3 of 3 columns, disabled")
                .contains("1 sync, 1 disabled, into");
    }

    @Test
    void schedulesReadAsTheyAreWritten() {
        assertThat(CheckCommand.schedule(Duration.ofSeconds(90))).isEqualTo("every 90 s");
        assertThat(CheckCommand.schedule(Duration.ofMinutes(15))).isEqualTo("every 15 min");
        assertThat(CheckCommand.schedule(Duration.ofHours(36))).isEqualTo("every 36 h");
        assertThat(CheckCommand.schedule(Duration.ofDays(1))).isEqualTo("every 1 day");
    }

    @Test
    void aSyncThatDoesNotExistIsWrongInput() throws IOException {
        Shopfront.write(folder);

        assertThat(execute("run", folder.toString(), "--sync", "costumers"))
                .isEqualTo(ExitCode.WRONG_INPUT.number());

        assertThat(text(err)).contains("No enabled sync 'costumers'; there are: customers");
        assertThat(execute("release", folder.toString(), "--sync", "costumers"))
                .isEqualTo(ExitCode.WRONG_INPUT.number());
        assertThat(execute("release", folder.toString())).isEqualTo(ExitCode.WRONG_INPUT.number());
    }

    @Test
    void theSandboxAnswersUntilItIsStopped() {
        stop.request();

        assertThat(execute("sandbox", "--port", "0", "--unthrottled")).isZero();

        assertThat(text(out)).contains("http://localhost:");
    }

    private int execute(String... arguments) {
        Terminal terminal =
                new Terminal(
                        stream(out),
                        stream(err),
                        false,
                        Map.of("ITERABLE_API_KEY", "0123456789abcdef"),
                        folder);
        Topology none = (environment, plan, triggers, state) -> {};
        CommandLine line = Millrace.commandLine(terminal, none, stop);
        return line.execute(arguments);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
