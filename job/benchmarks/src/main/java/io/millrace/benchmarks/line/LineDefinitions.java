/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.line;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.job.definition.Definitions;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.resolver.PlanResolver;
import io.millrace.sandbox.api.ApiKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The definitions for the benchmark of the line, as a user writes them. */
final class LineDefinitions {

    static final String SYNC = "customers";

    private LineDefinitions() {}

    /** Writes the definitions to the folder, which also gets the job's state, and reads them. */
    static Plan plan(Path folder, String warehouse, String sandbox, int parallelism)
            throws IOException {
        write("millrace.yaml", folder);
        write("customers.sql", folder.resolve("models"));
        write("customers.yaml", folder.resolve("syncs"));
        Definitions definitions =
                Definitions.read(
                        folder,
                        Map.of(
                                "WAREHOUSE",
                                warehouse,
                                "SANDBOX",
                                sandbox,
                                "KEY",
                                ApiKeys.SERVER,
                                "PARALLELISM",
                                String.valueOf(parallelism)));
        return PlanResolver.resolve(definitions)
                .orElseThrow(() -> new BenchmarkException(definitions.problems().all().toString()));
    }

    private static void write(String name, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (InputStream text = LineDefinitions.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(text, name), folder.resolve(name));
        }
    }
}
