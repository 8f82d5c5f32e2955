/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Folder;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.plan.resolver.PlanResolver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against H2, which is in every test's reach. */
final class WarehouseProbeITCase {

    private static final String URL = "jdbc:h2:mem:probe";

    @TempDir private Path path;
    private Connection warehouse;

    @BeforeEach
    void open() throws Exception {
        warehouse = DriverManager.getConnection(URL, "sa", "");
        try (Statement statement = warehouse.createStatement()) {
            statement.execute(
                    "CREATE TABLE customers (\"id\" BIGINT PRIMARY KEY, \"email\" VARCHAR, \"first_name\" VARCHAR)");
        }
    }

    @AfterEach
    void close() throws Exception {
        warehouse.close();
    }

    @Test
    void tableThatIsThereHasNoProblem() {
        assertThat(problems(URL, "first_name")).isEmpty();
    }

    @Test
    void missingColumnIsReportedAtTheTable() {
        assertThat(problems(URL, "last_name"))
                .singleElement()
                .asString()
                .startsWith("models/customers.sql:1  customers.last_name  ")
                .contains("last_name");
    }

    @Test
    void warehouseThatCannotBeReachedIsAProblemOfItsUrl() {
        assertThat(problems("jdbc:postgresql://localhost:1/none", "first_name"))
                .singleElement()
                .asString()
                .startsWith("models/customers.sql:1  customers.url  ");
    }

    private List<String> problems(String url, String column) {
        Definitions definitions =
                new Folder(path)
                        .env("WAREHOUSE", url)
                        .file(
                                "models/customers.sql",
                                """
                                CREATE TABLE customers (
                                  id BIGINT, email STRING, %s STRING, PRIMARY KEY (id) NOT ENFORCED
                                ) WITH (
                                  'connector' = 'warehouse',
                                  'url' = '${WAREHOUSE}',
                                  'username' = 'sa',
                                  'password' = '',
                                  'table-name' = 'customers'
                                );
                                """
                                        .formatted(column))
                        .file(
                                "syncs/customers.yaml",
                                """
                                model: customers
                                type: users
                                identifier: {email: email}
                                schedule: every 1 h
                                """)
                        .read();
        PlanResolver.resolution(definitions)
                .tables()
                .forEach(table -> new WarehouseProbe().probe(table, definitions.problems()));
        return definitions.problems().all().stream().map(Problem::toString).toList();
    }
}
