/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns and static values that can't become what they are mapped to. */
final class ValueProblemsTest {

    private static final String SYNC =
            """
            model: v
            type: users
            identifier:
              email: email
            schedule: every 15 min
            """;

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void aFolder() {
        folder = new Folder(path);
    }

    @Test
    void aFieldWithoutANameIsRefused() {
        folder.file(
                "models/v.sql",
                "CREATE VIEW v AS SELECT id, email, ROW(city, age) AS r FROM customers;");
        folder.file("syncs/v.yaml", SYNC + "mappings: {home: r}\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/v.yaml:6  mappings.home  column 'r' has a field without a name,"
                                + " which would be 'EXPR$0' in Iterable. Name the fields: CAST(ROW(a,"
                                + " b) AS ROW<a STRING, b INT>)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ARRAY[ROW(city, age)] | column 'r' has a field without a name",
                "MAP['a', ROW(city, age)] | column 'r' has a field without a name",
                "CAST(ROW(1) AS ROW<`a.b` INT>) | column 'r' has the field 'a.b', and a field name"
                        + " must not have a dot",
            })
    void namesWithinAColumnAreCheckedAtAnyDepth(String expression, String problem) {
        folder.file(
                "models/v.sql",
                "CREATE VIEW v AS SELECT id, email, " + expression + " AS r FROM customers;");
        folder.file("syncs/v.yaml", SYNC + "mappings: {home: r}\n");

        assertThat(folder.problems()).singleElement().asString().contains(problem);
    }

    @Test
    void namedFieldsAreFine() {
        folder.file(
                "models/v.sql",
                "CREATE VIEW v AS SELECT id, email, CAST(ROW(city, age) AS ROW<city STRING, age"
                        + " INT>) AS r FROM customers;");
        folder.file("syncs/v.yaml", SYNC + "mappings: {home: r}\n");

        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void aStaticTextStaysATextAndANumberThatIsNotAsWrittenIsWarnedOf() {
        folder.file(
                "syncs/customers.yaml",
                SYNC.replace("model: v", "model: customers")
                        + "static:\n  a: NO\n  b: 02142\n  c: 1.10\n  d: '1.10'\n  e: 1.5\n"
                        + "  f: 007\n  g: 9223372036854775808\n");

        assertThat(folder.problems())
                .containsExactly(
                        "syncs/customers.yaml:9  static.c  warning: 1.10 is a number, which is 1.1"
                                + " in Iterable. Quote it, if it is a text",
                        "syncs/customers.yaml:13  static.g  9223372036854775808 is more than a"
                                + " whole number of Iterable holds. Quote it, if it is a text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "id STRING, name STRING, price BOOLEAN, quantity INT | 'price' is BOOLEAN and must"
                        + " be a number, or a STRING that holds one",
                "id STRING, name STRING, price DOUBLE, quantity INT, categories STRING |"
                        + " 'categories' is STRING and must be an ARRAY<STRING>",
                "id STRING, name STRING, price DOUBLE, quantity INT, color STRING | an item can't"
                        + " have 'color': put it into a ROW with the name dataFields",
                "id STRING, name STRING, price DOUBLE, quantity INT, dataFields STRING |"
                        + " 'dataFields' is STRING and must be a ROW or a MAP",
                "id DOUBLE, name STRING, price DOUBLE, quantity INT | 'id' is DOUBLE and must be a"
                        + " STRING or a whole number",
                "id STRING, name STRING, price DOUBLE | it has no 'quantity'",
            })
    void itemsThatCannotFitSayWhere(String fields, String problem) {
        items(fields);

        assertThat(folder.problems()).singleElement().asString().endsWith(problem);
    }

    @Test
    void itemsWithNumbersInTextsAndAllTheRestAreFine() {
        items(
                "id BIGINT, name STRING, price STRING, quantity DECIMAL(10, 2), categories"
                        + " ARRAY<STRING>, dataFields ROW<color STRING>");

        assertThat(folder.problems()).isEmpty();
    }

    private void items(String fields) {
        folder.file(
                "models/o.sql",
                "CREATE TABLE o (id BIGINT, email STRING, items ARRAY<ROW<"
                        + fields
                        + ">>, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'filesystem',"
                        + " 'path' = '/tmp/x', 'format' = 'json');");
        folder.file(
                "syncs/o.yaml",
                SYNC.replace("model: v", "model: o").replace("users", "carts") + "items: items\n");
    }
}
