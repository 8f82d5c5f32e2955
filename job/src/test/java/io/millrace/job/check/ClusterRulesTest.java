/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import io.millrace.job.definition.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRulesTest {

    private static final String PROJECT =
            """
            iterable:
              base-url: US
              api-key: ${ITERABLE_API_KEY}
              project-type: hybrid
            """;

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void open() {
        folder = new Folder(path);
        table("s3://warehouse/customers.csv");
        ledger("jdbc:postgresql://ledger.example.com/millrace");
    }

    @Test
    void whatEveryMachineReachesHasNoProblem() {
        assertThat(forCluster()).isEmpty();
    }

    @Test
    void theLedgerThatIsAFileByDefaultIsRefused() {
        folder.file("millrace.yaml", PROJECT);

        assertThat(Check.offline(path, folder.env()).passed()).isTrue();
        assertThat(forCluster())
                .containsExactly(
                        "millrace.yaml  ledger.url  is missing: the ledger would be a file on each"
                                + " machine of the cluster. Give the ledger a database that every"
                                + " machine of the cluster reaches, such as"
                                + " jdbc:postgresql://host/millrace");
        assertThat(Check.offline(path, folder.env(), Check.Target.CLUSTER).passed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:file:/srv/ledger",
                "jdbc:h2:~/ledger",
                "jdbc:h2:mem:ledger",
                "jdbc:h2:./ledger;AUTO_SERVER=TRUE"
            })
    void aLedgerInH2OfOneMachineIsRefused(String url) {
        ledger(url);

        assertThat(forCluster())
                .singleElement()
                .asString()
                .startsWith("millrace.yaml  ledger.url  is stored on one machine");
    }

    @Test
    void anH2ServerIsALedgerOfAll() {
        ledger("jdbc:h2:tcp://ledger.example.com/millrace");

        assertThat(forCluster()).isEmpty();
    }

    @Test
    void keysThatAClusterHasInItsOwnConfigurationHaveNoEffect() {
        folder.file(
                "millrace.yaml",
                PROJECT
                        + "ledger: {url: \"jdbc:postgresql://db/millrace\"}\n"
                        + "state: here\nparallelism: 4\ncheckpoint-interval: 5 s\n");

        assertThat(forCluster())
                .hasSize(3)
                .allMatch(text -> text.contains("warning: has no effect on a cluster"))
                .anyMatch(text -> text.startsWith("millrace.yaml:6  state  "))
                .anyMatch(text -> text.startsWith("millrace.yaml:7  parallelism  "))
                .anyMatch(text -> text.startsWith("millrace.yaml:8  checkpoint-interval  "));
    }

    @Test
    void localhostIsAWarningInEveryOption() {
        folder.file(
                "millrace.yaml",
                PROJECT.replace("US", "http://localhost:8090")
                        + "ledger: {url: \"jdbc:postgresql://127.0.0.1:5432/millrace\"}\n");
        folder.file(
                "models/customers.sql",
                "CREATE TABLE customers (id BIGINT, email STRING, first_name STRING,"
                        + " PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'warehouse',"
                        + " 'url' = 'jdbc:postgresql://localhost/shop',"
                        + " 'query' = 'SELECT * FROM customers');");

        assertThat(forCluster())
                .hasSize(3)
                .allMatch(text -> text.contains("warning: refers to localhost"))
                .anyMatch(text -> text.startsWith("millrace.yaml:2  iterable.base-url  "))
                .anyMatch(text -> text.startsWith("millrace.yaml  ledger.url  "))
                .anyMatch(text -> text.startsWith("models/customers.sql:1  customers.url  "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data/customers.csv", "./customers.csv"})
    void aRelativePathIsRefused(String relative) {
        table(relative);

        assertThat(forCluster())
                .singleElement()
                .asString()
                .startsWith("models/customers.sql:1  customers.path  is a relative path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt/shared/customers.csv", "file:///mnt/shared/customers.csv"})
    void aFileOfThisMachineIsWarnedOf(String absolute) {
        table(absolute);

        assertThat(forCluster())
                .singleElement()
                .asString()
                .contains("customers.path  warning: is a file of one machine");
    }

    private void table(String file) {
        folder.file(
                "models/customers.sql",
                "CREATE TABLE customers (id BIGINT, email STRING, first_name STRING,"
                        + " PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'filesystem',"
                        + " 'path' = '"
                        + file
                        + "', 'format' = 'csv');");
    }

    private void ledger(String url) {
        folder.file("millrace.yaml", PROJECT + "ledger: {url: \"" + url + "\"}\n");
    }

    /** What is a problem on a cluster only. */
    private List<String> forCluster() {
        List<Problem> here = Check.offline(path, folder.env()).problems();
        return Check.offline(path, folder.env(), Check.Target.CLUSTER).problems().stream()
                .filter(problem -> !here.contains(problem))
                .map(Problem::toString)
                .toList();
    }
}
