/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.Driver;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a release is, used as on a machine that has a Java runtime and nothing else of ours. */
@Timeout(600)
class ArchiveITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir static Path folder;

    private static Archive archive;
    private static Processes processes;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpack(Files.createDirectories(folder.resolve("archive")));
        processes =
                new Processes(
                        folder.resolve("output"),
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "ITERABLE_API_KEY",
                                "00000000000000000000000000000000",
                                "SHOP_JDBC_URL",
                                "jdbc:postgresql://localhost:1/shop",
                                "SHOP_USER",
                                "reader",
                                "SHOP_PASSWORD",
                                "secret"));
    }

    @AfterAll
    static void end() throws InterruptedException {
        processes.close();
    }

    @Test
    void theCommandSaysItsVersion() throws Exception {
        assertThat(run("--version")).contains("millrace ");
    }

    @Test
    void theDemoRunsToItsEnd() throws Exception {
        String output = run("demo", "--once", "--rows", "500");

        assertThat(output).contains("of them users with the same data");
    }

    @Test
    void theExampleIsChecked() throws Exception {
        Path shop = archive.home().resolve("sql-models/shop");

        assertThat(run("check", "--offline", shop.toString())).contains("No problems in the files");
    }

    @Test
    void aDriverIsDroppedIn() throws Exception {
        Path definitions = definitions("jdbc:mariadb://localhost:1/shop");
        Path jar =
                Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path dropped = archive.home().resolve("drivers").resolve(jar.getFileName());

        String without = refused("check", definitions.toString());
        Files.copy(jar, dropped);
        String with = refused("check", definitions.toString());
        Files.delete(dropped);

        assertThat(without).contains("no JDBC driver").contains("drivers/");
        assertThat(with).doesNotContain("no JDBC driver").contains("localhost:1");
    }

    /** PostgreSQL's server comes with the demo: the job's class path does not have it. */
    @Test
    void theServerOfTheDemoIsNotAmongTheLibraries() throws IOException {
        assertThat(archive.libraries())
                .noneMatch(jar -> jar.getFileName().toString().contains("postgres-binaries"));
        assertThat(archive.home().resolve("lib/demo")).isNotEmptyDirectory();
        assertThat(EmbeddedPostgres.class.getName()).isNotEmpty();
    }

    /** Every file the image takes is in the archive; its Flink is the one of the build. */
    @Test
    void theImageTakesFilesThatAreThere() throws IOException {
        String dockerfile = Files.readString(archive.home().resolve("flink-conf/Dockerfile"));

        assertThat(dockerfile)
                .contains("FROM flink:" + EnvironmentInformation.getVersion() + "-java17");
        List<String> sources = new ArrayList<>();
        for (String line : dockerfile.lines().filter(each -> each.startsWith("COPY")).toList()) {
            String[] words = line.replaceAll("--\\S+ ", "").split("\\s+");
            sources.addAll(Arrays.asList(words).subList(1, words.length - 1));
        }
        assertThat(sources)
                .hasSize(4)
                .allSatisfy(source -> assertThat(archive.home().resolve(source)).exists());
    }

    @Test
    void theComposedClusterTakesFilesThatAreThere() throws IOException {
        Path file = archive.home().resolve("flink-conf/compose.yaml");
        Map<?, ?> compose = (Map<?, ?>) load(Files.readString(file));
        Map<?, ?> services = (Map<?, ?>) compose.get("services");

        assertThat(services.keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder("jobmanager", "taskmanager", "submit", "ledger");
        Map<?, ?> build = (Map<?, ?>) ((Map<?, ?>) services.get("jobmanager")).get("build");
        Path context = file.resolveSibling(build.get("context").toString()).normalize();
        assertThat(context).isEqualTo(archive.home());
        assertThat(context.resolve(build.get("dockerfile").toString())).exists();
        String submit = ((Map<?, ?>) services.get("submit")).get("command").toString();
        assertThat(submit).contains("io.millrace.job.MillraceJob").contains("--definitions");
        assertThat(jarOf(submit))
                .isEqualTo(jarOf(Files.readString(file.resolveSibling("Dockerfile"))));
    }

    private static String jarOf(String text) {
        return Pattern.compile("/opt/flink/usrlib/\\S+\\.jar")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private static Object load(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static String run(String... arguments) throws Exception {
        return processes.run("millrace", folder, PATIENCE, command(arguments)).text();
    }

    /** A call that must end with an exit code other than 0. */
    private static String refused(String... arguments) throws Exception {
        Path output = folder.resolve("output/refused.log");
        Files.deleteIfExists(output);
        Process process = processes.start("refused", folder, command(arguments));
        assertThat(process.waitFor()).isNotZero();
        return processes.output("refused");
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(archive.command().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path definitions(String warehouse) throws IOException {
        Path definitions = Files.createDirectories(folder.resolve("definitions"));
        Files.createDirectories(definitions.resolve("models"));
        Files.createDirectories(definitions.resolve("syncs"));
        Files.writeString(
                definitions.resolve("millrace.yaml"),
                "iterable:\n  base-url: http://localhost:1\n  project-type: email\n"
                        + "  api-key: ${KEY:-00000000000000000000000000000000}\n");
        Files.writeString(
                definitions.resolve("models/people.sql"),
                "CREATE TABLE people (id BIGINT, email STRING, PRIMARY KEY (id) NOT ENFORCED)\n"
                        + "WITH ('connector' = 'warehouse', 'table-name' = 'people',\n"
                        + "  'connect-attempts' = '1', 'url' = '"
                        + warehouse
                        + "');\n");
        Files.writeString(
                definitions.resolve("syncs/people.yaml"),
                "model: people\ntype: users\nschedule: every 1 h\nidentifier: {email: email}\n");
        return definitions;
    }
}
