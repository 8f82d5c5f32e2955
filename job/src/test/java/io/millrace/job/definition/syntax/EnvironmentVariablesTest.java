/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentVariablesTest {

    private final Problems problems = new Problems();

    @Test
    void valuesArePutInLiterally() {
        assertThat(resolve("a ${NAME} b ${NAME}")).isEqualTo("a vo$lga\\1 b vo$lga\\1");
    }

    @Test
    void defaultReplacesAMissingVariable() {
        assertThat(resolve("${NONE:-x y}${NONE:-}")).isEqualTo("x y");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void emptyVariableIsSet() {
        assertThat(resolve("[${EMPTY:-x}]")).isEqualTo("[]");
    }

    @Test
    void doubledDollarIsAPlainOne() {
        assertThat(resolve("$${NAME} $5 $NAME")).isEqualTo("${NAME} $5 $NAME");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void missingVariableNamesFileLineKeyAndVariable() {
        resolve("${NAMES}");

        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly(
                        "f.yaml:3  a.b  environment variable NAMES is not set. Set it, or give a"
                                + " default: ${NAMES:-default}, or did you mean ${NAME}?");
    }

    @Test
    void brokenReferenceIsAProblem() {
        resolve("${NAME");

        assertThat(problems.all())
                .extracting(Problem::message)
                .containsExactly("'${' does not begin a reference to the environment");
    }

    @Test
    void secretsAreHiddenHoweverShort() {
        resolve("${DB_PASSWORD}");

        assertThat(problems.redactor().redact("it is 'pw1'")).isEqualTo("it is '${DB_PASSWORD}'");
    }

    private String resolve(String text) {
        Map<String, String> variables =
                Map.of("NAME", "vo$lga\\1", "EMPTY", "", "DB_PASSWORD", "pw1");
        return new EnvironmentVariables(variables, problems)
                .resolve(text, new Location("f.yaml", 3), "a.b");
    }
}
