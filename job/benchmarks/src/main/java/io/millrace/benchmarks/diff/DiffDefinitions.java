/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.job.definition.Definitions;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.resolver.PlanResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The definitions for the benchmark of the diff, as a user writes them. */
final class DiffDefinitions {

    private DiffDefinitions() {}

    /** Writes the definitions to the folder, reads them, and returns the only sync. */
    static SyncPlan sync(Path folder, String warehouse, DiffKey key, DiffModel model)
            throws IOException {
        write("millrace.yaml", folder, UnaryOperator.identity());
        write(
                "customers.sql",
                folder.resolve("models"),
                text -> model.definition(text.replace("KEY_COLUMNS", key.columns())));
        write("customers.yaml", folder.resolve("syncs"), text -> model.sync(text, key));
        Definitions definitions =
                Definitions.read(folder, Map.of("WAREHOUSE", warehouse, "KEY", "none"));
        return PlanResolver.resolve(definitions)
                .orElseThrow(() -> new BenchmarkException(definitions.problems().all().toString()))
                .syncs()
                .get(0);
    }

    private static void write(String name, Path folder, UnaryOperator<String> change)
            throws IOException {
        Files.createDirectories(folder);
        try (InputStream resource = DiffDefinitions.class.getResourceAsStream(name)) {
            String text =
                    new String(
                            Objects.requireNonNull(resource, name).readAllBytes(),
                            StandardCharsets.UTF_8);
            Files.writeString(folder.resolve(name), change.apply(text));
        }
    }
}
