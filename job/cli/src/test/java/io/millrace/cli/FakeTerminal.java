/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.local.StopSignal;
import io.millrace.job.topology.MillraceTopology;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs commands and records their output, separately for each command. */
final class FakeTerminal {

    /** The checkout this test is part of. */
    static final Path CHECKOUT =
            Path.of(System.getProperty("basedir", ""))
                    .toAbsolutePath()
                    .resolve("../..")
                    .normalize();

    private final Map<String, String> environment;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    FakeTerminal(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs a command to its end; answers its exit code. */
    int type(String... arguments) {
        return type(new StopSignal(), arguments);
    }

    int type(StopSignal stop, String... arguments) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(stream(out), stream(err), false, environment, CHECKOUT);
        return Millrace.commandLine(terminal, MillraceTopology::build, stop).execute(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Both, to explain an assertion that fails. */
    String all() {
        return out() + err();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
