/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.job.local.StopSignal;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.project.UserIdentification;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace sandbox}: runs the sandbox only. */
@Command(
        name = "sandbox",
        description =
                "Runs the sandbox, a local server that behaves like Iterable, until it is"
                        + " stopped. Data is in memory: each start is a new, empty project.",
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {

    private static final Duration LONG = Duration.ofDays(1);

    private final Terminal terminal;
    private final StopSignal stop;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "Port on this machine, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @ArgGroup private Rates rates = new Rates();

    /** Mutually exclusive options. */
    static final class Rates {

        @Option(
                names = "--throttled",
                description = "Enforces the rate limits Iterable publishes (default).")
        private boolean throttled;

        @Option(names = "--unthrottled", description = "Never answers 429.")
        private boolean unthrottled;

        Throttle throttle() {
            return unthrottled && !throttled ? Throttle.off() : Throttle.published();
        }
    }

    @Option(
            names = "--project-type",
            paramLabel = "TYPE",
            defaultValue = "HYBRID",
            description =
                    "How users are identified: ${COMPLETION-CANDIDATES} (default:"
                            + " ${DEFAULT-VALUE}).")
    private UserIdentification type;

    SandboxCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        SandboxOptions options =
                SandboxOptions.of(type).withPort(port).withThrottle(rates.throttle());
        try (Sandbox sandbox = Sandbox.start(options)) {
            terminal.print("The sandbox runs at " + sandbox.url());
            terminal.print("API key: " + ApiKeys.SERVER);
            terminal.print("Show its data: curl " + sandbox.url() + "/_sandbox/summary");
            while (!stop.await(LONG)) {
                continue;
            }
        }
        return ExitCode.OK.number();
    }
}
