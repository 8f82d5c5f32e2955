/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.job.MillraceJob;
import io.millrace.job.check.Check;
import io.millrace.job.local.StopSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** Checks that commands, blocks, links and names in the documentation are valid. */
class DocumentationTest {

    private static final Path CHECKOUT = FakeTerminal.CHECKOUT;
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
    private static final Pattern NAME = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+");
    private static final Pattern FILE = Pattern.compile("[\\w-]+\\.(properties|xml|java)");
    private static final Pattern CLASS = Pattern.compile("io\\.millrace(?:\\.[a-z]+)*\\.[A-Z]\\w+");
    private static final Pattern JAR = Pattern.compile("job/target/millrace-job-\\S+-cluster.jar");

    private static final Map<String, String> SHOP =
            Map.of(
                    "SHOP_JDBC_URL", "jdbc:postgresql://localhost/shop",
                    "SHOP_USER", "shop",
                    "SHOP_PASSWORD", "shop",
                    "ITERABLE_API_KEY", "key");

    /** Iterable's, Flink's and examples: what looks like a type of ours and is none. */
    private static final Set<String> OF_OTHERS =
            Set.of(
                    "FakeXxx",
                    "ArithmeticException",
                    "PostgreSQL",
                    "GitHub",
                    "NaN",
                    "RequestFieldsTypesMismatched");

    /** What looks like a type and is a code of the ledger. */
    private static final Set<String> CODES =
            Set.of(
                    "DailyQuotaReached",
                    "RateLimitExceeded",
                    "ListUnknown",
                    "BatchTooLarge",
                    "ForgottenUserError");

    /** Every document of the checkout. */
    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> !file.toString().contains("/.millrace/"))
                    .sorted()
                    .toList();
        }
    }

    /** The three files of the quick start are right, and as short as it promises. */
    @Test
    void theQuickStartIsRightAsItIs(@TempDir Path folder) throws IOException {
        String page = Files.readString(CHECKOUT.resolve("sql-models/docs/quick-start.md"));
        List<String> files = blocks(page, "sql");
        files.addAll(blocks(page, "yaml"));
        assertThat(files).hasSize(3);
        assertThat(files.get(0).lines().count()).isLessThanOrEqualTo(10);
        assertThat(files.get(1).lines().count() + files.get(2).lines().count())
                .isLessThanOrEqualTo(8);
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("syncs"));
        Files.writeString(folder.resolve("models/customers.sql"), files.get(0));
        Files.writeString(folder.resolve("millrace.yaml"), files.get(1));
        Files.writeString(folder.resolve("syncs/customers.yaml"), files.get(2));

        assertThat(Check.offline(folder, SHOP).text()).isEmpty();
    }

    private static List<String> blocks(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandOfOursIsOneThatExists(Path document) throws IOException {
        for (String line : shellLines(document)) {
            List<String> words = words(line);
            if (words.get(0).equals("./millrace")) {
                parse(line, words);
            }
        }
    }

    @Test
    void theReadmeShowsEveryCommand() throws IOException {
        assertThat(
                        shellLines(CHECKOUT.resolve("README.md")).stream()
                                .map(DocumentationTest::words)
                                .filter(words -> words.get(0).equals("./millrace"))
                                .map(words -> words.get(1)))
                .contains("check", "run", "demo", "sandbox", "--help");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyMavenCommandNamesModulesAndTestsThatExist(Path document) throws IOException {
        for (String line : shellLines(document)) {
            List<String> words = words(line);
            if (words.get(0).equals("./mvnw")) {
                assertThat(words)
                        .as(line)
                        .anyMatch(Set.of("verify", "test", "package", "spotless:apply")::contains);
                int module = words.indexOf("-pl");
                if (module >= 0) {
                    assertThat(CHECKOUT.resolve(words.get(module + 1)).resolve("pom.xml"))
                            .as(line)
                            .exists();
                }
                words.stream()
                        .filter(word -> word.startsWith("-Dtest="))
                        .forEach(
                                word ->
                                        assertThat(types())
                                                .as(line)
                                                .contains(word.substring("-Dtest=".length())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyFlinkCommandNamesTheMainClassTheJarAndAnOptionOfTheJob(Path document)
            throws IOException {
        for (String line : shellLines(document)) {
            if (line.startsWith("flink run")) {
                List<String> words = words(line);
                assertThat(words.get(words.indexOf("-c") + 1))
                        .as(line)
                        .isEqualTo(MillraceJob.class.getName());
                int jar = words.indexOf("-c") + 2;
                assertThat(words.get(jar)).as(line).endsWith(".jar");
                assertThat(
                                JAR.matcher(words.get(jar)).matches()
                                        || words.get(jar).equals("NEW.jar"))
                        .as(line)
                        .isTrue();
                assertThat(jobOptions()).as(line).contains(words.get(jar + 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyBlockIsInItsLanguage(Path document) throws IOException {
        for (MatchResult block : BLOCK.matcher(Files.readString(document)).results().toList()) {
            switch (block.group(1)) {
                case "yaml" ->
                        assertThatCode(() -> readYaml(block.group(2))).doesNotThrowAnyException();
                case "json" -> readJson(block.group(2));
                case "sql" -> assertThat(block.group(2)).contains("CREATE ");
                case "sh" -> assertThat(block.group(2)).doesNotContain("\t");
                default -> assertThat(block.group(1)).isIn("http", "java", "text");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTypeAndFileItNamesExists(Path document) throws IOException {
        String text = Files.readString(document);
        Set<String> named = new TreeSet<>();
        NAME.matcher(text)
                .results()
                .map(name -> name.group(1))
                .filter(name -> TYPE.matcher(name).matches())
                .filter(name -> !OF_OTHERS.contains(name) && !CODES.contains(name))
                .forEach(named::add);
        assertThat(types()).as(document.toString()).containsAll(named);
        NAME.matcher(text)
                .results()
                .map(name -> name.group(1))
                .filter(name -> FILE.matcher(name).matches())
                .forEach(name -> assertThat(files()).as(document.toString()).contains(name));
        CLASS.matcher(text)
                .results()
                .map(MatchResult::group)
                .forEach(
                        name ->
                                assertThatCode(
                                                () ->
                                                        Class.forName(
                                                                name,
                                                                false,
                                                                getClass().getClassLoader()))
                                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkIntoTheCheckoutLeadsSomewhere(Path document) throws IOException {
        LINK.matcher(Files.readString(document))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("http") && !link.startsWith("#"))
                .map(link -> link.replaceFirst("#.*", ""))
                .forEach(link -> assertThat(document.resolveSibling(link)).as(link).exists());
    }

    /** The tables of the ledger are an interface: the manual names every column. */
    @Test
    void theManualNamesEveryColumnOfTheLedger() throws IOException {
        String page = Files.readString(CHECKOUT.resolve("flink-conf/docs/ledger.md"));
        String schema =
                Files.readString(
                        CHECKOUT.resolve(
                                "operators/src/main/resources/io/millrace/report/ledger/V1.sql"));
        List<String> names =
                Pattern.compile("(?m)^(?:CREATE TABLE IF NOT EXISTS|   ) ([a-z_]+) ")
                        .matcher(schema)
                        .results()
                        .map(name -> name.group(1))
                        .toList();

        assertThat(names).hasSizeGreaterThan(50);
        assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void theClustersConfigurationIsReadByFlink() {
        Configuration cluster =
                GlobalConfiguration.loadConfiguration(CHECKOUT.resolve("flink-conf").toString());

        assertThat(cluster.toMap())
                .containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE")
                .containsEntry("pipeline.generic-types", "false");
    }

    @Test
    void theSampleFolderIsRightAsItIs() {
        assertThat(Check.offline(CHECKOUT.resolve("sql-models/shop"), SHOP).text()).isEmpty();
    }

    @Test
    void theChangelogNamesTheCommandsThereAre() throws IOException {
        String changelog = Files.readString(CHECKOUT.resolve("CHANGELOG.md"));

        assertThat(commandLine().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(changelog).contains("`" + name + "`"));
    }

    private static void parse(String line, List<String> words) {
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
        assertThatCode(() -> commandLine().parseArgs(arguments))
                .as(line)
                .doesNotThrowAnyException();
    }

    private static CommandLine commandLine() {
        return Millrace.commandLine(
                new Terminal(System.out, System.err, false, Map.of(), CHECKOUT),
                (environment, plan, triggers, state) -> {},
                new StopSignal());
    }

    private static Set<String> jobOptions() {
        return MillraceJob.commandLine(Map.of()).getCommandSpec().optionsMap().keySet();
    }

    private static List<String> shellLines(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .filter(block -> block.group(1).equals("sh"))
                .flatMap(block -> block.group(2).replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.split("\\s+"));
    }

    private static Set<String> types() {
        return files().stream()
                .filter(name -> name.endsWith(".java"))
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toSet());
    }

    /** Names of all files in the checkout. */
    private static Set<String> files() {
        try (Stream<Path> files = Files.walk(CHECKOUT)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readYaml(String text) {
        new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static void readJson(String text) throws JsonProcessingException {
        new ObjectMapper().readTree(text);
    }
}
