/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.warehouse.WarehouseProblem.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WarehouseInspectionITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static final RowType ID = columns("id", DataTypes.INT());

    @BeforeAll
    static void createTables() throws Exception {
        POSTGRES.run(
                "CREATE TABLE customers (id int PRIMARY KEY, email_address text, since"
                        + " timestamptz)",
                "CREATE TABLE loose (id int, other int NOT NULL)",
                "CREATE ROLE locked LOGIN PASSWORD 'right'");
    }

    private static List<WarehouseProblem> problems(RowType columns, String... options) {
        return WarehouseInspection.problems(
                POSTGRES.options(options), columns, columns.getFieldNames().subList(0, 1));
    }

    @Test
    void aTableThatMatchesItsDeclarationHasNoProblems() {
        assertThat(problems(ID, "table-name", "customers")).isEmpty();
        assertThat(problems(ID, "query", "SELECT id FROM customers")).isEmpty();
    }

    @Test
    void allMismatchesAreReportedWithTheirFix() {
        RowType columns =
                columns(
                        "id", DataTypes.INT(),
                        "email_adress", DataTypes.STRING(),
                        "since", DataTypes.TIMESTAMP(3));

        assertThat(problems(columns, "table-name", "customers"))
                .extracting(WarehouseProblem::message)
                .satisfiesExactly(
                        missing ->
                                assertThat(missing)
                                        .contains(
                                                "table customers", "did you mean 'email_address'?"),
                        mismatch ->
                                assertThat(mismatch)
                                        .contains(
                                                "'since'",
                                                "timestamptz",
                                                "TIMESTAMP(3)",
                                                "declare it TIMESTAMP_LTZ(6)"));
    }

    @Test
    void aKeyThatMayBeNullOrDuplicateIsAWarning() {
        assertThat(problems(ID, "table-name", "loose"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.severity()).isEqualTo(Severity.WARNING));
        assertThat(problems(columns("other", DataTypes.INT()), "table-name", "loose")).hasSize(1);
    }

    @Test
    void aMissingTableIsReportedWithTheServersMessage() {
        assertThat(problems(ID, "table-name", "nowhere"))
                .singleElement()
                .extracting(WarehouseProblem::message)
                .asString()
                .contains("table nowhere", "does not exist");
        assertThat(problems(ID, "query", "SELEC 1"))
                .singleElement()
                .extracting(WarehouseProblem::message)
                .asString()
                .contains("syntax error");
    }

    @Test
    void messagesContainNoSecret() {
        Map<String, String> options =
                new HashMap<>(
                        POSTGRES.options("table-name", "t", "properties.sslpassword", "s3cr3t"));
        options.put(
                "url",
                "jdbc:postgresql://me:inUserInfo@localhost:1/db?password=inTheUrl&ssl=false");
        options.put("username", "nobody");
        options.put("password", "inTheOption");

        assertThat(WarehouseInspection.problems(options, ID, List.of("id")).toString())
                .contains("jdbc:postgresql://localhost:1/db")
                .doesNotContain("inUserInfo", "inTheUrl", "inTheOption", "s3cr3t");
        assertThat(WarehouseDefinition.table(options, ID, List.of("id")).toString())
                .doesNotContain("inUserInfo", "inTheUrl", "inTheOption", "s3cr3t");
    }

    @Test
    void anAddressWithoutADriverIsReported() {
        assertThat(problems(ID, "table-name", "t", "url", "jdbc:nonsense:x"))
                .singleElement()
                .extracting(WarehouseProblem::message)
                .asString()
                .contains("no JDBC driver");
    }

    @Test
    void allInvalidOptionsAreReported() {
        assertThat(
                        WarehouseInspection.problems(
                                Map.of(
                                        "url", "postgres://x",
                                        "table-name", "a; drop table b",
                                        "query", "SELECT 1",
                                        "scan.fetch-size", "0",
                                        "scan.partition.num", "many",
                                        "query-timeout", "soon"),
                                ID,
                                List.of("id")))
                .extracting(WarehouseProblem::subject)
                .containsExactlyInAnyOrder(
                        "url",
                        "table-name",
                        "table-name",
                        "scan.fetch-size",
                        "scan.partition.num",
                        "query-timeout");
        assertThat(WarehouseInspection.problems(Map.of(), ID, List.of("id")))
                .extracting(WarehouseProblem::subject)
                .containsExactly("url", "table-name");
    }
}
