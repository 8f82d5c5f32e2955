/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.Problems;
import io.millrace.job.definition.ProjectDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says everything that is wrong with a definitions folder at once. */
public final class Check {

    private Check() {}

    /** Looks at the files, at Iterable and at the sources. */
    public static CheckReport run(Path folder, Map<String, String> env) {
        return run(folder, env, List.of(new WarehouseProbe(), new FilesProbe()));
    }

    /** Looks at the files, at Iterable, and at each table whose connector has a probe. */
    public static CheckReport run(
            Path folder, Map<String, String> env, List<ConnectionProbe> probes) {
        Definitions definitions = Definitions.read(folder, env);
        PlanResolver.Resolution resolution = PlanResolver.resolution(definitions);
        Problems problems = definitions.problems();
        definitions
                .project()
                .map(ProjectDefinition::iterable)
                .ifPresent(iterable -> probeIterable(iterable, problems));
        resolution.plan().ifPresent(plan -> IterableSetup.inspect(plan, problems));
        for (BaseTable table : resolution.tables()) {
            probes.stream()
                    .filter(probe -> probe.connector().equals(table.connector()))
                    .forEach(probe -> probe.probe(table, problems));
        }
        return new CheckReport(resolution.plan(), problems.all());
    }

    /** Looks at the files alone: no connection is made. */
    public static CheckReport offline(Path folder, Map<String, String> env) {
        Definitions definitions = Definitions.read(folder, env);
        Optional<Plan> plan = PlanResolver.resolve(definitions);
        return new CheckReport(plan, definitions.problems().all());
    }

    private static void probeIterable(ProjectDefinition.Iterable iterable, Problems problems) {
        iterable.apiKey()
                .filter(key -> !key.value().isEmpty())
                .ifPresent(key -> new IterableProbe(problems).probe(iterable.baseUrl(), key));
    }
}
