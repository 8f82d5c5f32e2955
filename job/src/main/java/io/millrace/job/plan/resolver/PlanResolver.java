/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.Definitions;
import io.millrace.job.definition.ProjectDefinition;
import io.millrace.job.definition.ProjectDefinition.Ledger;
import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.option.SyncOptions;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.Secret;
import io.millrace.job.definition.problem.Severity;
import io.millrace.job.definition.problem.ValueAt;
import io.millrace.job.model.BaseTable;
import io.millrace.job.model.ModelCatalog;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.job.plan.rule.OwnerRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns definitions into a plan. Checks every model and every sync, including disabled ones, and
 * adds problems to those of the definitions.
 */
public final class PlanResolver {

    private final Definitions definitions;
    private final Problems problems;

    private PlanResolver(Definitions definitions) {
        this.definitions = definitions;
        this.problems = definitions.problems();
    }

    /** Returns the plan; empty if the problems of the definitions contain an error. */
    public static Optional<Plan> resolve(Definitions definitions) {
        return resolution(definitions).plan();
    }

    /** As {@link #resolve}, with the tables of the models. */
    public static Resolution resolution(Definitions definitions) {
        return new PlanResolver(definitions).resolve();
    }

    /**
     * @param tables all declared tables, which can be probed even if there is no plan
     */
    public record Resolution(Optional<Plan> plan, List<BaseTable> tables) {}

    private Resolution resolve() {
        ModelCatalog catalog =
                ModelCatalog.read(definitions.folder(), definitions.statements(), problems);
        Optional<ProjectDefinition.Iterable> iterable =
                definitions.project().map(ProjectDefinition::iterable);
        List<SyncPlan> syncs = new ArrayList<>();
        List<SyncPlan> paused = new ArrayList<>();
        for (SyncDefinition sync : definitions.syncs()) {
            Optional<SyncPlan> plan = new SyncResolver(sync, catalog, iterable, problems).resolve();
            if (sync.enabled()) {
                plan.ifPresent(syncs::add);
            } else {
                plan.ifPresent(paused::add);
                explainIfWrong(sync);
            }
        }
        checkNames();
        OwnerRules owners = new OwnerRules(problems);
        definitions.syncs().forEach(owners::check);
        checkApiKey();
        boolean right = !problems.hasErrors() && definitions.project().isPresent();
        Optional<Plan> plan =
                right
                        ? Optional.of(plan(definitions.project().get(), syncs, paused))
                        : Optional.empty();
        return new Resolution(plan, catalog.bases());
    }

    /** Explains why the definition of a disabled sync must be valid although it does not run. */
    private void explainIfWrong(SyncDefinition sync) {
        boolean wrong =
                problems.all().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .anyMatch(problem -> problem.file().equals(sync.at().file()));
        if (wrong) {
            problems.warning(
                    sync.at(),
                    SyncOptions.ENABLED.key(),
                    "a disabled sync stays in the job to keep its state, so its definition"
                            + " must be valid",
                    "Correct it, or remove the file: 'run' keeps"
                            + " the state of a removed sync too");
        }
    }

    /**
     * A missing environment variable also results in an empty key, and has been reported already.
     */
    private void checkApiKey() {
        definitions
                .project()
                .flatMap(project -> project.iterable().apiKey())
                .filter(key -> key.value().isEmpty() && !problems.hasErrors())
                .ifPresent(
                        key ->
                                problems.error(
                                        key.at(),
                                        "iterable.api-key",
                                        "is empty",
                                        "Set it to a server-side API key"));
    }

    private void checkNames() {
        Map<String, Location> names = new HashMap<>();
        for (SyncDefinition sync : definitions.syncs()) {
            Location first = names.putIfAbsent(sync.name(), sync.at());
            if (first != null) {
                problems.error(
                        sync.at(),
                        "",
                        "has the same name as " + first + ", so both would be the same sync",
                        "Rename one of the two");
            }
        }
        checkStateNames(names);
        if (!definitions.syncs().isEmpty()
                && definitions.syncs().stream().noneMatch(SyncDefinition::enabled)) {
            problems.warning(
                    new Location("syncs", 0), "", "no sync is enabled, so nothing will run", "");
        }
    }

    /** Two syncs with one state would mix up what each of them has sent. */
    private void checkStateNames(Map<String, Location> names) {
        Map<String, String> taken = new HashMap<>();
        for (SyncDefinition sync : definitions.syncs()) {
            Optional<ValueAt<String>> was = sync.settings().get(SyncOptions.WAS);
            if (was.isEmpty()) {
                continue;
            }
            String first = was.get().value();
            Optional<String> owner =
                    names.containsKey(first)
                            ? Optional.of(names.get(first).file())
                            : Optional.ofNullable(taken.putIfAbsent(first, sync.at().file()));
            if (!first.matches(Definitions.SYNC_NAME)) {
                problems.error(
                        was.get().at(),
                        "was",
                        "must be the name of a sync: letters, digits, - and _",
                        "Give the old file's name without its ending");
            } else if (first.equals(sync.name())) {
                problems.error(
                        was.get().at(),
                        "was",
                        "is the current name of the sync",
                        "Remove the line");
            } else if (owner.isPresent()) {
                problems.error(
                        was.get().at(),
                        "was",
                        "the state of '" + first + "' belongs to " + owner.get(),
                        "Remove the line, or that file");
            }
        }
    }

    private Plan plan(ProjectDefinition project, List<SyncPlan> syncs, List<SyncPlan> paused) {
        ProjectDefinition.Iterable iterable = project.iterable();
        Path state =
                definitions
                        .folder()
                        .toAbsolutePath()
                        .normalize()
                        .resolve(project.state().value())
                        .normalize();
        return new Plan(
                new IterableProject(
                        iterable.baseUrl().value(),
                        iterable.apiKey().orElseThrow().value(),
                        iterable.mobileApiKey().map(ValueAt::value),
                        iterable.type().orElseThrow().value(),
                        iterable.pace(),
                        iterable.retries(),
                        iterable.newFields()),
                ledger(project.ledger(), state),
                state,
                project.parallelism(),
                project.checkpointInterval(),
                byName(syncs),
                byName(paused));
    }

    private static List<SyncPlan> byName(List<SyncPlan> syncs) {
        return syncs.stream().sorted(Comparator.comparing(SyncPlan::name)).toList();
    }

    /** The default ledger is in server mode, because job and console open it at the same time. */
    private static LedgerPlan ledger(Ledger ledger, Path state) {
        return new LedgerPlan(
                ledger.url()
                        .orElse("jdbc:h2:file:" + state.resolve("ledger") + ";AUTO_SERVER=TRUE"),
                ledger.user().orElse(""),
                ledger.password().orElse(new Secret("")));
    }
}
