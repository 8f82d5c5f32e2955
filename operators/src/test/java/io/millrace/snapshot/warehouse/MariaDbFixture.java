/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real MariaDB for a test class, started from the machine's own binaries (Debian's
 * mariadb-server). Without them the test is skipped; with MILLRACE_MARIADB=required it fails.
 */
final class MariaDbFixture implements BeforeAllCallback, AfterAllCallback {

    private static final String REQUIRED = "MILLRACE_MARIADB";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path folder;
    private Process server;
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Optional<Path> binary = binary("mariadbd");
        if (binary.isEmpty()) {
            String missing = "SKIPPED: no MariaDB here. Install mariadb-server to run this test";
            if ("required".equals(System.getenv(REQUIRED))) {
                throw new IllegalStateException(missing);
            }
            System.err.println(missing);
            assumeTrue(false, missing);
        }
        folder = Files.createTempDirectory("mariadb");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path data = folder.resolve("data");
        Process install =
                process(
                        binary("mariadb-install-db").orElseThrow().toString(),
                        "--no-defaults",
                        "--auth-root-authentication-method=normal",
                        "--user=" + System.getProperty("user.name"),
                        "--datadir=" + data);
        if (install.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
        server =
                process(
                        binary.orElseThrow().toString(),
                        "--no-defaults",
                        "--user=" + System.getProperty("user.name"),
                        "--datadir=" + data,
                        "--socket=" + folder.resolve("socket"),
                        "--bind-address=127.0.0.1",
                        "--sql-mode=ALLOW_INVALID_DATES",
                        "--port=" + port);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (Instant.now().isAfter(deadline) || !server.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("log")));
            }
            Thread.sleep(100);
        }
    }

    private Process process(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static Optional<Path> binary(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin")
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private boolean answers() {
        try {
            run("SELECT 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (server != null) {
            server.destroy();
            server.waitFor();
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/test?user=root&sslMode=disable";
    }

    void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Map<String, String> options(String... more) {
        Map<String, String> options = new TreeMap<>();
        options.put("url", url());
        options.put("connect-attempts", "1");
        for (int index = 0; index < more.length; index += 2) {
            options.put(more[index], more[index + 1]);
        }
        return options;
    }

    WarehouseTable table(RowType columns, List<String> key, String... options) {
        return WarehouseDefinition.table(options(options), columns, key);
    }
}
