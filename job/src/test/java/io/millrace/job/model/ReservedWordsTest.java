/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of columns, tables and views that Flink SQL reserves. */
final class ReservedWordsTest {

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void rightFolder() {
        folder = new Folder(path);
    }

    /** Words people have as columns; with backticks all of them work. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "timestamp",
                "value",
                "Order",
                "date",
                "time",
                "method",
                "year",
                "month",
                "day",
                "hour",
                "row",
                "rows",
                "interval",
                "percent",
                "primary",
                "unique",
                "group",
                "from",
                "to",
                "end",
                "start",
                "language",
                "position",
                "result",
                "check",
                "default",
                "start",
                "period",
                "references",
                "select",
                "table",
                "local",
                "current",
                "filter",
                "condition",
                "element",
                "member",
                "match",
                "module",
                "offset",
                "rank",
                "range",
                "second",
                "minute",
                "session_user",
                "grouping",
                "values",
                "window",
                "constraint",
                "watermark"
            })
    void aColumnIsNamedWithTheFix(String word) {
        boolean reserved = !folderWith(column(word)).problems().isEmpty();
        if (reserved) {
            assertThat(folder.problems())
                    .containsExactly(
                            "models/more.sql:3  `"
                                    + word
                                    + "` is a reserved word here: write it in backticks");
        }

        assertThat(folderWith(column("`" + word + "`")).problems()).isEmpty();
        assertThat(
                        folderWith(
                                        column("`" + word + "`")
                                                + "CREATE VIEW v AS SELECT id, `"
                                                + word
                                                + "` FROM more WHERE `"
                                                + word
                                                + "` <> 'x';")
                                .problems())
                .isEmpty();
    }

    private static String column(String name) {
        return "CREATE TABLE more (\n  id BIGINT,\n  "
                + name
                + " STRING,\n  PRIMARY KEY (id) NOT ENFORCED\n) WITH ('connector' = 'filesystem',"
                + " 'path' = '/tmp/x', 'format' = 'json');\n";
    }

    @Test
    void theUsualOnesAreReserved() {
        for (String word :
                new String[] {"user", "timestamp", "value", "Order", "date", "primary"}) {
            assertThat(folderWith(column(word)).problems())
                    .singleElement()
                    .asString()
                    .contains("reserved word");
        }
    }

    @Test
    void allOfAStatementAreNamedAtOnce() {
        folderWith(
                "CREATE TABLE more (id BIGINT, /* user */\n"
                        + " user STRING, `date` DATE,\n"
                        + " value STRING, PRIMARY KEY (user) NOT ENFORCED) WITH ('connector' = 'no');");

        assertThat(folder.problems())
                .containsExactly(
                        "models/more.sql:2  `user`, `value` are reserved words here: write each in"
                                + " backticks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW v AS SELECT id, timestamp FROM customers;",
                "CREATE VIEW v AS SELECT id FROM customers WHERE timestamp > 'a';",
                "CREATE VIEW v AS SELECT c.timestamp FROM customers c;",
                "CREATE VIEW v AS SELECT id, city AS timestamp FROM customers;",
                "CREATE VIEW v (id, timestamp) AS SELECT id, city FROM customers;",
                "CREATE VIEW timestamp AS SELECT id, city FROM customers;",
                "CREATE TABLE timestamp (id INT) WITH ('connector' = 'no');"
            })
    void viewsAndNamesOfTablesToo(String sql) {
        assertThat(folderWith(sql).problems())
                .containsExactly(
                        "models/more.sql:1  `timestamp` is a reserved word here: write it in"
                                + " backticks");
    }

    @Test
    void aSyncOfATableThatCannotBeParsedHasNoProblemOfItsOwn() {
        folderWith(column("user"));
        folder.file(
                "syncs/more.yaml",
                "model: more\ntype: users\nidentifier: {userId: id}\nschedule: every 1 h\n");

        assertThat(folder.problems()).singleElement().asString().contains("reserved word");
    }

    @Test
    void doubleQuotesAreNoQuotes() {
        assertThat(folderWith(column("\"Order\"")).problems())
                .singleElement()
                .asString()
                .contains("Quote a name with backticks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE more (id BIGINT name STRING) WITH ('connector' = 'no');",
                "CREATE TABLE more (id BIGINT,, name STRING) WITH ('connector' = 'no');",
                "CREATE VIEW v AS SELECT id FROM WHERE city = 'x';",
                "CREATE VIEW v AS SELECT 'user FROM customers;"
            })
    void anyOtherFaultIsReportedUnchanged(String sql) {
        assertThat(folderWith(sql).problems())
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("reserved"));
    }

    private Folder folderWith(String sql) {
        return folder.file("models/more.sql", sql);
    }
}
