/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.TableModel;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.resolver.PlanResolver;
import io.millrace.job.plan.resolver.PlanResolver.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What newcomers copy is right. */
final class SamplesTest {

    private static final Path SHOP = Path.of("../sql-models/shop");
    private static final String FILES = "files";
    private static final Path EXAMPLES = Path.of("../sql-models/examples");
    private static final Map<String, String> ENV =
            Map.of(
                    "SHOP_JDBC_URL", "jdbc:postgresql://localhost:5432/shop",
                    "SHOP_USER", "shop",
                    "SHOP_PASSWORD", "shop",
                    "ITERABLE_BASE_URL", "http://localhost:8081",
                    "ITERABLE_API_KEY", "demo-key",
                    "ITERABLE_MOBILE_API_KEY", "demo-mobile-key");

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

    /** There is one for each type, one that reads files, and nothing else. */
    @Test
    void everyTypeHasAnExample() throws IOException {
        List<String> expected = new ArrayList<>(List.of(FILES));
        Arrays.stream(SyncType.values()).map(SyncType::spelling).forEach(expected::add);
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theExampleOfFilesIsAsItsFilesAre() {
        Resolution resolution =
                PlanResolver.resolution(Definitions.read(EXAMPLES.resolve(FILES), ENV));
        Problems problems = new Problems();
        resolution.tables().forEach(table -> new FilesProbe().probe(table, problems));

        assertThat(problems.all()).isEmpty();
        assertThat(resolution.plan().orElseThrow().syncs())
                .singleElement()
                .satisfies(sync -> assertThat(sync.type()).isEqualTo(SyncType.LISTS));
    }

    @ParameterizedTest
    @EnumSource(SyncType.class)
    void theExampleOfATypeIsAcceptedAndIsOfThatType(SyncType type) {
        CheckReport report = Check.offline(EXAMPLES.resolve(type.spelling()), ENV);

        assertThat(report.text()).isEmpty();
        assertThat(report.plan().orElseThrow().syncs())
                .isNotEmpty()
                .allSatisfy(sync -> assertThat(sync.type()).isEqualTo(type));
    }
}
