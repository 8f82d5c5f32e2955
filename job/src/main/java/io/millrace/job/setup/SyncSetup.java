/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProjectCalls;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.MappedFields;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.SyncPlan;
import io.millrace.report.ledger.Destination;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerSetup;
import io.millrace.snapshot.RunSetup;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prepares Iterable before each run of a sync: checks for new fields if the project refuses them,
 * finds or creates the list or catalog, and empties a list with a new {@code refill}. Idempotent.
 * Records in the ledger what it found.
 */
public final class SyncSetup implements RunSetup {

    private static final long serialVersionUID = 1L;

    /** The destination of a sync without list or catalog. */
    private static final String THE_PROJECT = "";

    private final Place place;
    private final Needs needs;
    private final CallRetries attempts;

    /** The sync, its project and its ledger. */
    private record Place(
            String sync, ProjectAccess project, ProjectType projectType, LedgerConnection ledger)
            implements Serializable {}

    /**
     * What must exist in Iterable.
     *
     * @param prerequisites the list or catalog; at most one
     * @param known the fields that must exist; none if new fields are allowed
     * @param others the lists of the other syncs, by sync name
     */
    private record Needs(
            List<Prerequisite> prerequisites,
            MappedFields known,
            Map<String, Prerequisite.StaticList> others)
            implements Serializable {

        private boolean isNothing() {
            return prerequisites.isEmpty() && known.fields().isEmpty();
        }
    }

    private SyncSetup(Place place, Needs needs, CallRetries attempts) {
        this.place = place;
        this.needs = needs;
        this.attempts = attempts;
    }

    /** Returns the set-up of a sync of the plan. */
    public static RunSetup of(Plan plan, SyncPlan sync) {
        return of(plan, sync, CallRetries.OF_A_RUN);
    }

    static RunSetup of(Plan plan, SyncPlan sync, CallRetries attempts) {
        Needs needs =
                new Needs(
                        sync.prerequisite().stream().toList(),
                        known(plan.project(), sync.fields()),
                        otherLists(plan, sync));
        Place place =
                new Place(
                        sync.name(),
                        new ProjectAccess(plan.project().baseUrl(), plan.project().apiKey()),
                        plan.project().type(),
                        new LedgerConnection(
                                plan.ledger().url(),
                                plan.ledger().user(),
                                plan.ledger().password().reveal()));
        return needs.isNothing() ? RunSetup.NONE : new SyncSetup(place, needs, attempts);
    }

    private static MappedFields known(IterableProject project, MappedFields fields) {
        return project.refusesNewFields() && FieldInspection.isCompared(fields)
                ? fields
                : new MappedFields(fields.home(), List.of());
    }

    private static Map<String, Prerequisite.StaticList> otherLists(Plan plan, SyncPlan sync) {
        Map<String, Prerequisite.StaticList> others = new TreeMap<>();
        Stream.concat(plan.syncs().stream(), plan.paused().stream())
                .filter(other -> !other.name().equals(sync.name()))
                .forEach(other -> listOf(other).ifPresent(list -> others.put(other.name(), list)));
        return others;
    }

    private static Optional<Prerequisite.StaticList> listOf(SyncPlan sync) {
        return sync.prerequisite()
                .filter(Prerequisite.StaticList.class::isInstance)
                .map(Prerequisite.StaticList.class::cast);
    }

    @Override
    public String prepare(long run) throws SetupException, InterruptedException {
        try (ProjectCalls calls = place.project().open();
                LedgerSetup ledger = new LedgerSetup(place.ledger(), place.sync())) {
            refuseNewFields(calls);
            Optional<Prerequisite> needed = needs.prerequisites().stream().findFirst();
            return needed.isPresent()
                    ? prepare(needed.get(), calls, ledger, run).id()
                    : THE_PROJECT;
        }
    }

    private Destination prepare(
            Prerequisite needed, ProjectCalls calls, LedgerSetup ledger, long run)
            throws SetupException, InterruptedException {
        if (needed instanceof Prerequisite.Catalog catalog) {
            CatalogSetup setup = new CatalogSetup(new ProjectCatalogs(calls), ledger, run);
            return attempts.make(() -> Optional.of(setup.prepare(catalog)));
        }
        ListSetup setup =
                new ListSetup(
                        attempts,
                        new StaticLists(calls),
                        new ListEmptying(calls, place.projectType()),
                        ledger,
                        needs.others());
        Destination list = setup.prepare((Prerequisite.StaticList) needed);
        ledger.writesTo(list, run);
        return list;
    }

    private void refuseNewFields(ProjectCalls calls) throws SetupException, InterruptedException {
        if (needs.known().fields().isEmpty()) {
            return;
        }
        Problems problems = new Problems();
        FieldRefusal refusal =
                new FieldRefusal(
                        new ProfileSchema(calls),
                        new ProjectCatalogs(calls),
                        new FieldComparison(problems));
        try {
            attempts.make(() -> refusal.compare(needs.known(), needs.prerequisites()));
        } catch (SetupException e) {
            throw new SetupException(
                    "'new-fields' is refuse, and the fields Iterable has can't be read: "
                            + e.getMessage(),
                    e);
        }
        if (problems.hasErrors()) {
            throw new SetupException(
                    problems.all().stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining("; ")));
        }
    }
}
