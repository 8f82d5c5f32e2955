/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Folder;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.resolver.PlanResolver;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesProbeTest {

    @TempDir private Path path;

    @Test
    void filesThatAreAsDeclaredHaveNoProblem() {
        assertThat(problems("csv", "data.csv", "email,id\na@example.com,1\n")).isEmpty();
        assertThat(problems("json", "data.json", "{\"id\": 1, \"email\": \"a@example.com\"}"))
                .isEmpty();
    }

    @Test
    void aMissingColumnIsReportedAtTheTable() {
        assertThat(problems("csv", "data.csv", "id,mail\n1,a@example.com\n"))
                .singleElement()
                .asString()
                .startsWith("models/people.sql:1  people.path  ")
                .endsWith(
                        "data.csv: has no column 'email' (did you mean 'mail'?); it has id, mail");
    }

    @Test
    void aFieldThatNoObjectHasIsWarnedOf() {
        assertThat(problems("json", "data.json", "{\"id\": 1}\n{\"id\": 2}"))
                .singleElement()
                .asString()
                .startsWith("models/people.sql:1  people.email  ")
                .contains("none of the first 2 objects has a field 'email'");
    }

    @Test
    void valuesThatDoNotFitAreReportedOnceAColumn() {
        assertThat(
                        problems(
                                "csv",
                                "data.csv",
                                "id,email\n1," + "x".repeat(60) + "\nx,b\ny," + "y".repeat(60)))
                .satisfiesExactlyInAnyOrder(
                        key ->
                                assertThat(key)
                                        .startsWith("models/people.sql:1  people.id  ")
                                        .endsWith(
                                                "data.csv, line 3: column 'id' is declared BIGINT:"
                                                        + " 'x' is not a number"),
                        other ->
                                assertThat(other)
                                        .startsWith("models/people.sql:1  people.email  warning: ")
                                        .contains("data.csv, line 2: column 'email'")
                                        .endsWith("such rows are rejected"));
    }

    @Test
    void noFileIsReported() {
        assertThat(problems("csv", "other.csv", "id,email\n"))
                .singleElement()
                .asString()
                .contains("people.path  no file matches 'path' " + path + "/data.csv");
    }

    @Test
    void csvByPositionIsWarnedOf() {
        Folder folder =
                new Folder(path)
                        .file(
                                "models/people.sql",
                                "CREATE TABLE people (id BIGINT, email STRING, PRIMARY KEY (id) NOT"
                                        + " ENFORCED) WITH ('connector' = 'filesystem', 'path' ="
                                        + " '/in', 'format' = 'csv');");

        assertThat(Check.offline(folder.path(), folder.env()).problems())
                .singleElement()
                .asString()
                .contains("models/people.sql:1  people.connector", "Use 'connector' = 'files'");
    }

    /** The path is relative, and so starts from the definitions folder. */
    private List<String> problems(String format, String file, String content) {
        Folder folder =
                new Folder(path)
                        .file(
                                "models/people.sql",
                                "CREATE TABLE people (id BIGINT, email VARCHAR(50), PRIMARY KEY (id) NOT"
                                        + " ENFORCED) WITH ('connector' = 'files', 'path' = 'data."
                                        + format
                                        + "', 'format' = '"
                                        + format
                                        + "');")
                        .file(file, content);
        Definitions definitions = Definitions.read(folder.path(), folder.env());
        PlanResolver.Resolution resolution = PlanResolver.resolution(definitions);
        Problems problems = new Problems();
        resolution.tables().stream()
                .filter(table -> table.name().equals("people"))
                .forEach(table -> new FilesProbe().probe(table, problems));
        assertThat(definitions.problems().hasErrors()).isFalse();
        return problems.all().stream().map(Problem::toString).toList();
    }
}
