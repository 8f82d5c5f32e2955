/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import io.millrace.job.local.LocalClusterException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * A PostgreSQL server on this machine with a data folder that outlives it. The caller must have
 * locked the folder. A server of a killed demo that still uses the folder is stopped first.
 */
final class ShopServer implements AutoCloseable {

    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    private static final String DATABASE = "postgres";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final EmbeddedPostgres postgres;

    private ShopServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static ShopServer start(Path folder) throws InterruptedException {
        Path data = folder.resolve("data");
        Redirect log = Redirect.appendTo(folder.resolve("postgres.log").toFile());
        try {
            Files.createDirectories(folder);
            endLeftover(data);
            return new ShopServer(
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                            .setCleanDataDirectory(false)
                            .setRegisterShutdownHook(false)
                            .setPGStartupWait(Duration.ofSeconds(30))
                            .setOutputRedirector(log)
                            .setErrorRedirector(log)
                            .start());
        } catch (IOException | IllegalStateException e) {
            throw new LocalClusterException(
                    "the shop's PostgreSQL does not start: "
                            + e.getMessage()
                            + ", see "
                            + folder.resolve("postgres.log"),
                    e);
        }
    }

    DataSource database() {
        return postgres.getPostgresDatabase();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + DATABASE;
    }

    int port() {
        return postgres.getPort();
    }

    private static void endLeftover(Path data) throws IOException, InterruptedException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Optional<ProcessHandle> leftover =
                Files.readAllLines(file).stream()
                        .findFirst()
                        .map(String::trim)
                        .filter(pid -> pid.matches("\\d+"))
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                        .filter(ShopServer::isPostgres);
        if (leftover.isPresent()) {
            end(leftover.get());
        }
        Files.deleteIfExists(file);
    }

    /** The pid may have been reused by another process, which must not be stopped. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("postgres")).isPresent();
    }

    private static void end(ProcessHandle postgres) throws InterruptedException {
        postgres.destroy();
        try {
            postgres.onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            postgres.destroyForcibly();
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new LocalClusterException("the shop's PostgreSQL does not stop", e);
        }
    }
}
