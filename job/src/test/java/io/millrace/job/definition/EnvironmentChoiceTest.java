/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvironmentChoiceTest {

    private static final String BOTH =
            """
            iterable:
              project-type: hybrid
              requests-per-second: 20
            environments:
              test:
                iterable:
                  base-url: EU
                  api-key: ${TEST_KEY}
                ledger:
                  url: jdbc:postgresql://db/test
              production:
                iterable:
                  api-key: ${PRODUCTION_KEY}
                  requests-per-second: 90
                state: /var/lib/millrace
                ledger:
                  url: jdbc:postgresql://db/production
            """;

    private static final Map<String, String> KEYS =
            Map.of("TEST_KEY", "test-key-1", "PRODUCTION_KEY", "production-key-1");

    @TempDir private Path path;

    @Test
    void theChosenEnvironmentReplacesKeysOfTheTop() {
        ProjectDefinition test = read(BOTH, "test", KEYS).project().orElseThrow();
        ProjectDefinition production = read(BOTH, "production", KEYS).project().orElseThrow();

        assertThat(test.iterable().baseUrl().value())
                .isEqualTo(URI.create("https://api.eu.iterable.com"));
        assertThat(test.iterable().apiKey().orElseThrow().value())
                .isEqualTo(new Secret("test-key-1"));
        assertThat(test.iterable().pace().requestsPerSecond()).contains(20);
        assertThat(test.ledger().url()).contains("jdbc:postgresql://db/test");
        assertThat(production.iterable().baseUrl().value())
                .isEqualTo(URI.create("https://api.iterable.com"));
        assertThat(production.iterable().pace().requestsPerSecond()).contains(90);
    }

    @Test
    void stateIsAFolderWithTheEnvironmentsNameByDefault() {
        assertThat(state(BOTH, "test")).isEqualTo("state/test");
        assertThat(state(BOTH, "production")).isEqualTo("/var/lib/millrace");
        assertThat(state("state: /srv/${HOST:-here}\n" + BOTH, "test")).isEqualTo("/srv/here/test");
    }

    @Test
    void secretsOfOtherEnvironmentsNeedNotBeSet() {
        assertThat(texts(read(BOTH, "test", Map.of("TEST_KEY", "test-key-1")))).isEmpty();
        assertThat(texts(read(BOTH, "production", Map.of("TEST_KEY", "test-key-1"))))
                .singleElement()
                .asString()
                .startsWith("millrace.yaml:13  iterable.api-key  ")
                .contains("PRODUCTION_KEY is not set");
    }

    @Test
    void anUnknownEnvironmentIsRefusedWithThoseThatExist() {
        assertThat(texts(read(BOTH, "staging", KEYS)))
                .containsExactly(
                        "millrace.yaml:5  environments  has no 'staging'. There are: test,"
                                + " production");
        assertThat(texts(read(BOTH, "prodution", KEYS)))
                .singleElement()
                .asString()
                .contains("Did you mean 'production'?");
    }

    @Test
    void oneMustBeChosenIfThereAreAny() {
        assertThat(texts(read(BOTH, "", KEYS)))
                .containsExactly(
                        "millrace.yaml:5  environments  none is chosen. Set MILLRACE_ENV or --env to"
                                + " one of: test, production");
    }

    @Test
    void noneCanBeChosenWhereThereAreNone() {
        assertThat(
                        texts(
                                read(
                                        "iterable: {project-type: hybrid, api-key: \"${TEST_KEY}\"}",
                                        "test",
                                        KEYS)))
                .singleElement()
                .asString()
                .startsWith("millrace.yaml  environments  is missing")
                .contains("'test' is chosen by MILLRACE_ENV or --env");
    }

    @Test
    void twoEnvironmentsMayNotShareStateOrLedger() {
        String shared =
                """
                iterable: {project-type: hybrid, api-key: "${TEST_KEY}"}
                ledger:
                  url: jdbc:postgresql://db/${NAME:-all}
                environments:
                  test:
                    state: /srv/one
                  production:
                    state: /srv/one
                """;

        assertThat(texts(read(shared, "test", KEYS)))
                .containsExactly(
                        "millrace.yaml:7  environments.production.ledger  is that of environment"
                                + " 'test' too, in line 5. Give each environment its own",
                        "millrace.yaml:8  environments.production.state  is that of environment"
                                + " 'test' too, in line 5. Give each environment its own");
    }

    @Test
    void whatIsNoEnvironmentIsRefusedAtItsPlace() {
        assertThat(texts(read("environments: [test]\n", "test", KEYS)))
                .anyMatch(
                        text ->
                                text.startsWith(
                                        "millrace.yaml:1  environments  must be names, each with"));
        assertThat(texts(read("environments:\n  test: yes\n  ../up: {}\n", "test", KEYS)))
                .anyMatch(text -> text.startsWith("millrace.yaml:2  environments.test  must be"))
                .anyMatch(text -> text.startsWith("millrace.yaml:3  environments  a name must"));
    }

    @Test
    void aWrongKeyOfTheChosenEnvironmentIsReportedAtItsLine() {
        assertThat(texts(read(BOTH.replace("base-url: EU", "base-ulr: EU"), "test", KEYS)))
                .singleElement()
                .asString()
                .startsWith("millrace.yaml:7  iterable.base-ulr  is not a known key");
    }

    private String state(String yaml, String environment) {
        return read(yaml, environment, KEYS).project().orElseThrow().state().value();
    }

    private Definitions read(String yaml, String environment, Map<String, String> keys) {
        Folder folder = new Folder(path).file("millrace.yaml", yaml);
        keys.forEach(folder::env);
        if (!environment.isEmpty()) {
            folder.env("MILLRACE_ENV", environment);
        }
        return folder.read();
    }

    private static List<String> texts(Definitions definitions) {
        return definitions.problems().all().stream().map(Problem::toString).toList();
    }
}
