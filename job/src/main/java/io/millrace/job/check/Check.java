/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;
import io.millrace.job.plan.resolver.PlanResolver;
import io.millrace.job.setup.IterableInspection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reports all problems of a definitions folder at once. */
public final class Check {

    private Check() {}

    /** Where the job will run. */
    public enum Target {
        THIS_MACHINE,
        CLUSTER
    }

    /** Looks at the files, at Iterable and at the sources. */
    public static CheckReport run(Path folder, Map<String, String> env) {
        return run(folder, env, Target.THIS_MACHINE);
    }

    /** Looks at the files, at Iterable and at the sources. */
    public static CheckReport run(Path folder, Map<String, String> env, Target target) {
        return run(
                folder,
                env,
                target,
                List.of(new WarehouseProbe(), new FilesProbe(), new JdbcProbe()));
    }

    /** Checks the files, Iterable, and each table whose connector has one of these probes. */
    public static CheckReport run(
            Path folder, Map<String, String> env, List<ConnectionProbe> probes) {
        return run(folder, env, Target.THIS_MACHINE, probes);
    }

    private static CheckReport run(
            Path folder, Map<String, String> env, Target target, List<ConnectionProbe> probes) {
        Definitions definitions = Definitions.read(folder, env);
        PlanResolver.Resolution resolution = PlanResolver.resolution(definitions);
        Problems problems = definitions.problems();
        inspect(target, definitions, resolution.tables());
        definitions
                .project()
                .map(ProjectDefinition::iterable)
                .ifPresent(iterable -> probeIterable(iterable, problems));
        resolution
                .plan()
                .filter(plan -> !problems.hasErrors())
                .ifPresent(plan -> IterableInspection.inspect(plan, problems));
        for (BaseTable table : resolution.tables()) {
            probes.stream()
                    .filter(probe -> probe.connector().equals(table.connector()))
                    .forEach(probe -> probe.probe(table, problems));
        }
        return new CheckReport(resolution.plan(), problems.all());
    }

    /** Looks at the files alone: no connection is made. */
    public static CheckReport offline(Path folder, Map<String, String> env) {
        return offline(folder, env, Target.THIS_MACHINE);
    }

    /** Looks at the files alone: no connection is made. */
    public static CheckReport offline(Path folder, Map<String, String> env, Target target) {
        Definitions definitions = Definitions.read(folder, env);
        PlanResolver.Resolution resolution = PlanResolver.resolution(definitions);
        inspect(target, definitions, resolution.tables());
        return new CheckReport(resolution.plan(), definitions.problems().all());
    }

    private static void inspect(Target target, Definitions definitions, List<BaseTable> tables) {
        if (target == Target.CLUSTER) {
            definitions
                    .project()
                    .ifPresent(
                            project ->
                                    ClusterRules.inspect(project, tables, definitions.problems()));
        }
    }

    private static void probeIterable(ProjectDefinition.Iterable iterable, Problems problems) {
        iterable.apiKey()
                .filter(key -> !key.value().isEmpty())
                .ifPresent(key -> new IterableProbe(problems).probe(iterable.baseUrl(), key));
    }
}
