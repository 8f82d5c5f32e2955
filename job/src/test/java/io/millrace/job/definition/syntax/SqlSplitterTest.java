/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SqlSplitterTest {

    private final Problems problems = new Problems();

    @Test
    void splitsAtSemicolonsAndRecordsWhereEachStatementBegins() {
        assertThat(split("A;\n\n  B\nB;C"))
                .containsExactly(statement(1, "A"), statement(3, "B\nB"), statement(4, "C"));
    }

    @Test
    void semicolonsInQuotesAndCommentsAreText() {
        String sql = "SELECT ';', 'it''s;', `a;``b` /* ; */ FROM t -- ;\nWHERE x";

        assertThat(split(sql + ";")).containsExactly(statement(1, sql));
    }

    @Test
    void commentsBeforeAStatementAreDropped() {
        assertThat(split("-- one; two\n/* three;\n */ A;\n-- end"))
                .containsExactly(statement(3, "A"));
    }

    @Test
    void quotesInCommentsOpenNothing() {
        assertThat(split("A -- don't\n;B /* it's */;")).hasSize(2);
    }

    @Test
    void emptyStatementsAreNone() {
        assertThat(split(" ;;\n; ")).isEmpty();
    }

    @Test
    void unclosedQuoteIsAProblemWhereItBegins() {
        split("A;\nB = 'x;\nC;");

        assertThat(texts())
                .containsExactly(
                        "models/m.sql:2  the text that begins here has no closing '. A ' within it is"
                                + " written twice");
    }

    @Test
    void unclosedCommentIsAProblemWhereItBegins() {
        split("A;\n\n/* B");

        assertThat(texts())
                .containsExactly("models/m.sql:3  the comment that begins here has no */");
    }

    @Test
    void referencesAreResolvedInLiteralsOnly() {
        assertThat(split("-- ${X}\nWITH ('url' = '${URL}') -- ${Y}"))
                .containsExactly(statement(2, "WITH ('url' = 'jdbc:it''s') -- ${Y}"));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void missingVariableIsNamedWithItsOption() {
        split("WITH (\n 'a' = 'b',\n 'url' = '${NO_URL}')");

        assertThat(texts())
                .containsExactly(
                        "models/m.sql:3  url  environment variable NO_URL is not set. Set it, or give"
                                + " a default: ${NO_URL:-default}");
    }

    @Test
    void passwordWrittenOutIsWarnedOfWithoutShowingIt() {
        split("WITH ('password' = 'hunter22')");

        assertThat(texts())
                .containsExactly(
                        "models/m.sql:1  password  warning: is written out in the file. Write ${NAME}"
                                + " and set NAME in the environment");
        assertThat(problems.redactor().redact("login hunter22 failed")).doesNotContain("hunter22");
    }

    @Test
    void passwordInAUrlIsWarnedOfToo() {
        split("WITH ('url' = 'jdbc:postgresql://h/d?user=u&password=hunter22&x=y')");

        assertThat(texts()).singleElement().asString().contains("url  warning: holds a password");
        assertThat(problems.redactor().redact("hunter22")).doesNotContain("hunter22");
    }

    @Test
    void statementDoesNotShowItsText() {
        assertThat(split("WITH ('password' = '${URL}')").get(0))
                .hasToString("statement at models/m.sql:1");
    }

    private List<SqlStatement> split(String sql) {
        EnvironmentVariables environment =
                new EnvironmentVariables(Map.of("URL", "jdbc:it's"), problems);
        return new SqlSplitter("models/m.sql", sql, environment, problems).split();
    }

    private List<String> texts() {
        return problems.all().stream().map(Problem::toString).toList();
    }

    private static SqlStatement statement(int line, String sql) {
        return new SqlStatement(new Location("models/m.sql", line), sql);
    }
}
