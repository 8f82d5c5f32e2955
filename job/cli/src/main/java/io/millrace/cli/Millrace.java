/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import io.millrace.cli.demo.DemoCommand;
import io.millrace.job.local.LocalClusterException;
import io.millrace.job.local.StopSignal;
import io.millrace.job.topology.MillraceTopology;
import io.millrace.job.topology.OtherProjectException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code millrace} command. */
@Command(
        name = "millrace",
        description = "Syncs tables and views of a data warehouse to Iterable.",
        mixinStandardHelpOptions = true,
        versionProvider = Millrace.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes:",
            "  0 all is well",
            "  1 rows were rejected or are pending",
            "  2 a definition or an argument is wrong: nothing was run",
            "  3 a run failed or was held, or the job failed",
            "",
            "Begin with: millrace demo"
        })
public final class Millrace implements Runnable {

    private static final int HELP_WIDTH = 100;

    @Spec private CommandSpec spec;

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        CommandLine line = commandLine(terminal, MillraceTopology::build, StopSignal.ofProcess());
        System.exit(line.execute(arguments));
    }

    /** Returns the command line. */
    static CommandLine commandLine(Terminal terminal, Topology topology, StopSignal stop) {
        return new CommandLine(new Millrace())
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new RunCommand(terminal, topology, stop))
                .addSubcommand(new ReleaseCommand(terminal))
                .addSubcommand(new ApproveCommand(terminal))
                .addSubcommand(new ForgetSyncCommand(terminal))
                .addSubcommand(new DemoCommand(terminal, topology, stop))
                .addSubcommand(new SandboxCommand(terminal, stop))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setExecutionExceptionHandler(
                        (failure, line, parsed) -> {
                            terminal.printError(text(failure));
                            return code(failure).number();
                        });
    }

    private static ExitCode code(Exception failure) {
        return failure instanceof OtherProjectException ? ExitCode.WRONG_INPUT : ExitCode.FAILED;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static String text(Exception failure) {
        return failure instanceof LocalClusterException || failure instanceof OtherProjectException
                ? failure.getMessage()
                : failure + ", see millrace.log in the state folder";
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }

    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version =
                    Optional.ofNullable(Millrace.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)");
            return new String[] {"millrace " + version};
        }
    }
}
