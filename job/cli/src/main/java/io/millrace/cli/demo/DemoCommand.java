/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import io.millrace.cli.DefinitionsFolder;
import io.millrace.cli.ExitCode;
import io.millrace.cli.LiveJob;
import io.millrace.cli.Logs;
import io.millrace.cli.Terminal;
import io.millrace.cli.Topology;
import io.millrace.job.local.FolderLock;
import io.millrace.job.local.LocalCluster;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.job.local.RestartPolicy;
import io.millrace.job.local.StopSignal;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.project.ProjectSettings;
import io.millrace.sandbox.project.UserIdentification;
import io.millrace.trigger.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code millrace demo}: a shop, the job and the sandbox, with data that is kept between starts.
 * The sandbox saves its users when the demo stops cleanly. Otherwise the sandbox is empty at the
 * next start, and the job's state is deleted.
 */
@Command(
        name = "demo",
        description =
                "Shows Millrace on this machine: a shop in PostgreSQL that changes all the"
                        + " time, the job, and a sandbox that behaves like Iterable. Needs no"
                        + " other software.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    private static final Duration SCHEDULE = Duration.ofSeconds(10);
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
    private static final int BUSY_DAYS = 5;

    /** The same project at each start, although the port differs. */
    private static final ProjectSettings PROJECT =
            ProjectSettings.of(UserIdentification.HYBRID, 1_700_000_000_000L);

    private final Terminal terminal;
    private final Topology topology;
    private final StopSignal stop;

    @Option(
            names = "--once",
            description = "One run, some changes, a second run, a comparison, and the end.")
    private boolean once;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = ".millrace/demo",
            description =
                    "Folder for the data of the shop and the job (default:" + " ${DEFAULT-VALUE}).")
    private Path state;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Number of customers of a new shop (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Spec private CommandSpec spec;

    public DemoCommand(Terminal terminal, Topology topology, StopSignal stop) {
        this.terminal = terminal;
        this.topology = topology;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException, SQLException {
        if (rows < 1) {
            throw new ParameterException(spec.commandLine(), "--rows must be 1 or more");
        }
        try (FolderLock lock = FolderLock.take(state.toAbsolutePath().normalize())) {
            Path folder = lock.folder();
            Path log = Logs.to(folder);
            terminal.print("Starting the shop, the sandbox and the job. Log: " + log);
            try (ShopServer server = ShopServer.start(folder.resolve("postgres"));
                    Sandbox sandbox =
                            Sandbox.start(SandboxOptions.published().withProject(PROJECT))) {
                Shop shop = new Shop(server.database());
                shop.open(rows);
                Path users = folder.resolve("iterable-users.jsonl");
                boolean kept = takeOver(users, sandbox);
                ExitCode code = run(folder, server, shop, sandbox, kept);
                sandbox.saveUsers(users);
                return code.number();
            }
        }
    }

    /**
     * Loads the saved users and deletes the file, so that a killed demo leaves no outdated file.
     */
    private static boolean takeOver(Path users, Sandbox sandbox) {
        if (!Files.exists(users)) {
            return false;
        }
        sandbox.loadUsers(users);
        try {
            Files.delete(users);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private ExitCode run(Path folder, ShopServer server, Shop shop, Sandbox sandbox, boolean kept)
            throws InterruptedException, SQLException {
        Optional<Plan> plan =
                DefinitionsFolder.read(
                                terminal.home().resolve("sql-models").resolve("shop"),
                                environment(server, sandbox),
                                terminal)
                        .map(read -> DefinitionsFolder.over(folder.resolve("job"), read));
        if (plan.isEmpty()) {
            return ExitCode.WRONG_INPUT;
        }
        introduce(plan.get(), server, shop, sandbox);
        LocalConfiguration configuration =
                LocalConfiguration.of(plan.get().state())
                        .withCheckpointInterval(CHECKPOINTS)
                        .withRestarts(once ? RestartPolicy.BOUNDED : RestartPolicy.ENDLESS);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            if (!kept) {
                cluster.forgetState();
                forgetLedger(plan.get().state());
            }
            return once
                    ? twoPasses(cluster, configuration, plan.get(), shop, sandbox)
                    : untilStopped(cluster, configuration, plan.get(), shop);
        }
    }

    /** The runs in the ledger were sent to a sandbox that no longer exists. */
    private static void forgetLedger(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("ledger.mv.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExitCode untilStopped(
            LocalCluster cluster, LocalConfiguration configuration, Plan plan, Shop shop)
            throws InterruptedException {
        Map<String, Trigger> triggers = triggers(plan, sync -> new Trigger.Every(SCHEDULE));
        try (LiveJob job =
                LiveJob.start(cluster, configuration, topology, plan, triggers, terminal)) {
            ExitCode code;
            try (ShopTraffic traffic = new ShopTraffic(shop)) {
                traffic.start();
                code = job.untilStopped(stop);
            }
            job.stop();
            return code;
        }
    }

    private ExitCode twoPasses(
            LocalCluster cluster,
            LocalConfiguration configuration,
            Plan plan,
            Shop shop,
            Sandbox sandbox)
            throws InterruptedException, SQLException {
        ExitCode first = pass(cluster, configuration, plan);
        if (first == ExitCode.FAILED || stop.requested()) {
            return first;
        }
        int changes = ShopTraffic.busyDay(shop, BUSY_DAYS);
        terminal.print(changes + " changes are made in the shop.");
        ExitCode second = pass(cluster, configuration, plan);
        if (second == ExitCode.FAILED || stop.requested()) {
            return second;
        }
        Proof proof = Proof.of(shop.contacts(), sandbox.users());
        terminal.print(proof.describe());
        return proof.holds() ? second : ExitCode.FAILED;
    }

    private ExitCode pass(LocalCluster cluster, LocalConfiguration configuration, Plan plan)
            throws InterruptedException {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Map<String, Trigger> triggers = triggers(plan, sync -> new Trigger.Once(now));
        Set<String> syncs = triggers.keySet();
        try (LiveJob job =
                LiveJob.start(cluster, configuration, topology, plan, triggers, terminal)) {
            ExitCode code = job.untilEachHasRun(syncs, now, stop);
            job.stop();
            return code;
        }
    }

    private static Map<String, Trigger> triggers(Plan plan, Function<SyncPlan, Trigger> trigger) {
        return plan.syncs().stream().collect(Collectors.toMap(SyncPlan::name, trigger));
    }

    private Map<String, String> environment(ShopServer server, Sandbox sandbox) {
        Map<String, String> environment = new HashMap<>(terminal.environment());
        environment.put("SHOP_JDBC_URL", server.url());
        environment.put("SHOP_USER", ShopServer.USER);
        environment.put("SHOP_PASSWORD", ShopServer.PASSWORD);
        environment.put("ITERABLE_BASE_URL", sandbox.url());
        environment.put("ITERABLE_API_KEY", ApiKeys.SERVER);
        return environment;
    }

    private void introduce(Plan plan, ShopServer server, Shop shop, Sandbox sandbox)
            throws SQLException {
        String someone = new ShopGenerator().customer(1).email();
        terminal.print(
                String.format(
                        Locale.ROOT,
                        "%n  shop      %s  (user %s, password %s)%n            %,d customers,"
                                + " %,d orders",
                        server.url(),
                        ShopServer.USER,
                        ShopServer.PASSWORD,
                        shop.customers(),
                        shop.orders()));
        terminal.print(
                "  Iterable  "
                        + sandbox.url()
                        + (sandbox.userCount() == 0
                                ? " (the sandbox, empty: the first run sends all customers)"
                                : String.format(
                                        Locale.ROOT,
                                        " (the sandbox, with %,d saved users)",
                                        sandbox.userCount())));
        terminal.print("  models    " + terminal.home().resolve("sql-models").resolve("shop"));
        terminal.print("  ledger    " + plan.ledger().url());
        terminal.print(
                "  a user    curl -H 'Api-Key: "
                        + ApiKeys.SERVER
                        + "' \\\n              '"
                        + sandbox.url()
                        + "/api/users/getByEmail?email="
                        + someone
                        + "'");
        terminal.print(
                once
                        ? ""
                        : "\nThe shop changes all the time. A run starts every "
                                + SCHEDULE.toSeconds()
                                + " s. Ctrl-C stops everything cleanly.\n");
    }
}
