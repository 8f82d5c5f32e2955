/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.cli.watch.Palette;
import io.millrace.cli.watch.RunLine;
import io.millrace.cli.watch.RunWatcher;
import io.millrace.report.ledger.LedgerReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/**
 * What surrounds a command.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param interactive true if somebody watches {@code out}
 * @param environment variables that definitions may refer to
 * @param home the checkout the command was started from
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        boolean interactive,
        Map<String, String> environment,
        Path home) {

    public Terminal {
        environment = Map.copyOf(environment);
    }

    static Terminal ofProcess() {
        return new Terminal(
                System.out,
                System.err,
                System.console() != null,
                System.getenv(),
                Path.of(System.getProperty("millrace.home", "")).toAbsolutePath());
    }

    /** One line of what the command is doing. */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /** One line of what went wrong. */
    void complain(String line) {
        err.println("millrace: " + line);
        err.flush();
    }

    /** Prints the runs of these syncs. */
    RunWatcher watcher(LedgerReader ledger, Set<String> syncs) {
        Palette palette = Palette.of(interactive, environment);
        return new RunWatcher(
                ledger,
                syncs,
                out,
                new RunLine(ZoneId.systemDefault(), palette),
                interactive,
                Clock.systemUTC());
    }
}
