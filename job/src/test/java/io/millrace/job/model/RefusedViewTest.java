/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views that would have to remember rows are refused by what their plan holds. */
final class RefusedViewTest {

    @TempDir private Path path;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a join | SELECT c.id, o.city FROM customers c JOIN orders o ON c.id = o.id",
                "a join | SELECT id FROM customers WHERE id IN (SELECT id FROM orders)",
                "an aggregate or DISTINCT | SELECT city, COUNT(*) AS n FROM customers GROUP BY city",
                "an aggregate or DISTINCT | SELECT DISTINCT city FROM customers",
                "an aggregate or DISTINCT | SELECT city FROM customers UNION SELECT city FROM customers",
                "a top-n | SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY city ORDER BY age) AS r"
                        + " FROM customers) WHERE r = 1",
                "LIMIT | SELECT id FROM customers LIMIT 10",
                "ORDER BY with LIMIT | SELECT id FROM customers ORDER BY age LIMIT 10",
            })
    void stateIsRefusedWithItsReasonAndTheWayOut(String what, String query) {
        assertThat(problems(query))
                .as(String.join("\n", problems(query)))
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .startsWith("models/v.sql:1  v  needs " + what + ", which")
                                        .contains("'connector' = 'warehouse' and 'query'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT id, SUM(age) OVER (PARTITION BY city ORDER BY id) AS s FROM customers",
                "SELECT id FROM customers ORDER BY id",
            })
    void whatThePlannerItselfRefusesIsAProblemToo(String query) {
        assertThat(problems(query))
                .anySatisfy(text -> assertThat(text).startsWith("models/v.sql:1  v  "));
    }

    @Test
    void twoTablesAreOneTooMany() {
        assertThat(problems("SELECT id FROM customers UNION ALL SELECT id FROM orders"))
                .singleElement()
                .asString()
                .startsWith("models/v.sql:1  v  reads more than one table: ");
    }

    @Test
    void viewWithoutATableIsNoModel() {
        for (String query : List.of("SELECT 1 AS id", "SELECT id FROM customers WHERE FALSE")) {
            assertThat(problems(query))
                    .anySatisfy(
                            text ->
                                    assertThat(text)
                                            .startsWith("models/v.sql:1  v  reads no table"));
        }
    }

    @Test
    void optionsBesideThoseOfTheTableAreNotLeftOutSilently() {
        assertThat(problems("SELECT id FROM customers /*+ OPTIONS('path'='/elsewhere.csv') */"))
                .anySatisfy(
                        text ->
                                assertThat(text)
                                        .startsWith("models/v.sql:1  v  ")
                                        .contains("hints can't be used on table 'customers'"));
    }

    @Test
    void unknownColumnIsReportedInItsLine() {
        assertThat(problems("SELECT id,\n  mail\nFROM customers"))
                .containsExactly("models/v.sql:2  Column 'mail' not found in any table");
    }

    @Test
    void viewWithoutTheTablesKeyNeedsOne() {
        Folder folder = folder("SELECT email, city FROM customers");
        folder.file(
                "syncs/customers.yaml",
                """
                model: v
                type: users
                identifier: {email: email}
                schedule: every 1 h
                """);

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml  key  view 'v' has no primary key: table 'customers'"
                                + " declares none, or its columns are not all in the view. Name the key's"
                                + " columns: 'key: [<column>]'");
    }

    @Test
    void keyOfAViewMustBeComparable() {
        Folder folder = folder("SELECT email, ARRAY[city] AS cities FROM customers");
        folder.file(
                "syncs/customers.yaml",
                """
                model: v
                type: users
                key: [email, cities]
                identifier: {email: email}
                schedule: every 1 h
                """);

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("models/v.sql:1  v.cities  is ARRAY<")
                .contains("can't be part of a primary key");
    }

    private List<String> problems(String query) {
        return folder(query).problems();
    }

    private Folder folder(String query) {
        Folder folder = new Folder(path);
        return folder.file("models/orders.sql", folder.table("orders"))
                .file("models/v.sql", "CREATE VIEW v AS " + query + ";");
    }
}
