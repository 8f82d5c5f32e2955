/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Folder;
import io.millrace.job.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No text of ours shows a secret, wherever it was put. */
final class SecretsTest {

    private static final String SECRET = "s3cr3t-v4lu3";

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void secretInTheEnvironment() {
        folder = new Folder(path).env("DB_PASSWORD", SECRET).env("ITERABLE_API_KEY", SECRET);
    }

    @Test
    void planAndDefinitionsDoNotShowThem() {
        folder.file(
                        "millrace.yaml",
                        """
                        iterable: {api-key: "${ITERABLE_API_KEY}", project-type: hybrid}
                        ledger: {url: "jdbc:postgresql://h/d?password=${DB_PASSWORD}", password: "${DB_PASSWORD}"}
                        """)
                .file(
                        "models/customers.sql",
                        folder.table("customers").replace(".csv", ".csv?${DB_PASSWORD}"));
        Definitions definitions = folder.read();
        Plan plan = folder.plan();

        assertThat(plan.project().apiKey().reveal()).isEqualTo(SECRET);
        assertThat(plan.ledger().password().reveal()).isEqualTo(SECRET);
        assertThat(plan.toString()).doesNotContain(SECRET);
        assertThat(definitions.toString()).doesNotContain(SECRET);
    }

    @Test
    void valuesInTheWrongPlaceAreNotQuoted() {
        folder.file(
                        "millrace.yaml",
                        """
                        iterable:
                          base-url: ${DB_PASSWORD}
                          api-key: ${ITERABLE_API_KEY}
                          project-type: ${DB_PASSWORD}
                        parallelism: ${DB_PASSWORD}
                        """)
                .file(
                        "models/customers.sql",
                        folder.table("customers").replace("'csv'", "'${DB_PASSWORD}'"))
                .file(
                        "models/v.sql",
                        "CREATE VIEW v AS SELECT CAST('${DB_PASSWORD}' AS NOTYPE) AS x FROM customers;"
                                + "CREATE TABLE t (x INT) WITH ('connector' = '${DB_PASSWORD}')")
                .file(
                        "syncs/customers.yaml",
                        """
                        model: ${DB_PASSWORD}
                        type: ${DB_PASSWORD}
                        identifier: {email: "${DB_PASSWORD}"}
                        schedule: ${DB_PASSWORD}
                        """);

        List<String> problems = folder.problems();

        assertThat(problems).hasSizeGreaterThan(7);
        assertThat(problems).noneMatch(text -> text.contains(SECRET));
    }

    @Test
    void apiKeyWrittenOutIsRefusedAndNotShown() {
        folder.file("millrace.yaml", "iterable:\n  api-key: abc123def\n  project-type: hybrid\n");

        assertThat(folder.problems())
                .containsExactly(
                        "millrace.yaml:2  iterable.api-key  is written out in the file. Write"
                                + " ${ITERABLE_API_KEY}, set the variable in the environment, and replace"
                                + " the secret if the file was shared");
    }

    @Test
    void emptyApiKeyIsRefused() {
        folder.env("ITERABLE_API_KEY", "");

        assertThat(folder.problems())
                .containsExactly(
                        "millrace.yaml:3  iterable.api-key  is empty. Set it to a server-side API key");
    }
}
