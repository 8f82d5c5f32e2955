/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

    @Test
    void shopIsReadWithoutAProblem() {
        Definitions definitions = Definitions.read(SHOP, ENV);

        assertThat(definitions.problems().all()).isEmpty();
        assertThat(definitions.statements()).hasSize(2);
    }

    @Test
    void shopResolvesToAPlan() {
        Definitions definitions = Definitions.read(SHOP, ENV);
        Plan plan = PlanResolver.resolve(definitions).orElseThrow();

        assertThat(definitions.problems().all()).isEmpty();
        assertThat(plan.syncs())
                .singleElement()
                .satisfies(
                        sync -> assertThat(sync.layout().keyNames()).containsExactly("id"),
                        sync -> assertThat(sync.model()).isInstanceOf(TableModel.class));
    }
}
