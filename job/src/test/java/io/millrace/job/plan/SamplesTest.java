/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What newcomers copy is right. */
final class SamplesTest {

    private static final Path SHOP = Path.of("../sql-models/shop");
    private static final Map<String, String> ENV =
            Map.of(
                    "SHOP_JDBC_URL", "jdbc:postgresql://localhost:5432/shop",
                    "SHOP_USER", "shop",
                    "SHOP_PASSWORD", "shop",
                    "ITERABLE_BASE_URL", "http://localhost:8081",
                    "ITERABLE_API_KEY", "demo-key");

    @TempDir private Path copy;

    @Test
    void shopIsReadWithoutAProblem() {
        Definitions definitions = Definitions.read(SHOP, ENV);

        assertThat(definitions.problems().all()).isEmpty();
        assertThat(definitions.statements()).hasSize(2);
    }

    /** The warehouse connector is tested elsewhere; files stand in for it. */
    @Test
    void shopResolvesToAPlan() throws IOException {
        String models = Files.readString(SHOP.resolve("models/customers.sql"));
        String files =
                models.replaceAll(
                        "(?s)WITH \\(.*?\\n\\);",
                        "WITH ('connector' = 'filesystem', 'path' = '/tmp', 'format' = 'csv');");
        write("models/customers.sql", files);
        write("syncs/customers.yaml", Files.readString(SHOP.resolve("syncs/customers.yaml")));
        write("millrace.yaml", Files.readString(SHOP.resolve("millrace.yaml")));

        Definitions definitions = Definitions.read(copy, ENV);
        Plan plan = PlanResolver.resolve(definitions).orElseThrow();

        assertThat(definitions.problems().all()).isEmpty();
        assertThat(plan.syncs())
                .singleElement()
                .satisfies(
                        sync -> assertThat(sync.layout().keyNames()).containsExactly("id"),
                        sync -> assertThat(sync.model()).isInstanceOf(TableModel.class));
    }

    private void write(String name, String content) throws IOException {
        Path file = copy.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
