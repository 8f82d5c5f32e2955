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
 * The process environment of a command.
 *
 * @param out for results
 * @param err for problems
 * @param interactive true if {@code out} is a terminal
 * @param environment environment variables for references in definitions
 * @param home the folder the command was started from
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

    /** Prints one line of output. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints one line about a problem. */
    void printError(String line) {
        err.println("millrace: " + line);
        err.flush();
    }

    /** Returns a watcher that prints the runs of these syncs. */
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
