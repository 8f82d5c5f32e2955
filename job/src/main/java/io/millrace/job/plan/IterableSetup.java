/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.Problems;
import io.millrace.mapping.ListMapping;
import io.millrace.report.Destination;
import io.millrace.report.LedgerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sees to it, before a job starts, that what its syncs write to is there: looks up lists by name,
 * creates those that are missing, and creates catalogs where a sync asks for that. What is there is
 * left as it is, so it can be done any number of times. Nothing is done for a paused sync.
 */
public final class IterableSetup {

    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final StaticLists lists;
    private final Catalogs catalogs;
    private final FieldSetup fields;
    private final Map<String, Long> listIds = new HashMap<>();

    private IterableSetup(Plan plan) {
        IterableProject project = plan.project();
        IterableCalls calls = new IterableCalls(project.baseUrl(), project.apiKey());
        this.lists = new StaticLists(calls);
        this.catalogs = new Catalogs(calls);
        this.fields = new FieldSetup(calls, catalogs);
    }

    /**
     * The plan as it can run. Connects only if a sync needs something.
     *
     * @throws SetupException if that can't be had
     */
    public static Plan prepare(Plan plan) throws SetupException, InterruptedException {
        if (needsNothing(plan)) {
            return plan;
        }
        IterableSetup setup = new IterableSetup(plan);
        List<SyncPlan> syncs = new ArrayList<>();
        try (CatalogSetup catalogs = new CatalogSetup(setup.catalogs, plan.ledger())) {
            for (SyncPlan sync : setup.fields.typed(plan)) {
                try {
                    syncs.add(setup.prepare(sync, catalogs));
                } catch (SetupException | LedgerException e) {
                    throw new SetupException("sync '" + sync.name() + "': " + e.getMessage(), e);
                }
            }
        }
        checkOwners(syncs, plan.paused());
        return new Plan(
                plan.project(),
                plan.ledger(),
                plan.state(),
                plan.parallelism(),
                plan.checkpointInterval(),
                syncs,
                plan.paused());
    }

    private static boolean needsNothing(Plan plan) {
        return plan.syncs().stream()
                .allMatch(
                        sync -> sync.prerequisite().isEmpty() && sync.fields().fields().isEmpty());
    }

    private SyncPlan prepare(SyncPlan sync, CatalogSetup catalogs)
            throws SetupException, InterruptedException {
        if (sync.prerequisite().isEmpty()) {
            return sync;
        }
        Prerequisite needed = sync.prerequisite().get();
        if (needed instanceof Prerequisite.ListOfName list
                && sync.mapping() instanceof ListMapping mapping) {
            long id = idOf(list.name());
            return sync.into(listNamed(list.name(), id), mapping.into(id));
        }
        if (needed instanceof Prerequisite.ListOfId list) {
            return sync.into(listOf(list.id()), sync.mapping());
        }
        if (needed instanceof Prerequisite.Catalog catalog) {
            Destination found = persistently(() -> Optional.of(catalogs.prepare(catalog)));
            return sync.into(found, sync.mapping());
        }
        return sync;
    }

    private static Destination listOf(long id) {
        return new Destination(
                "list " + id,
                Long.toString(id),
                "the sync now writes to list " + id + ": every row is sent to it");
    }

    private static Destination listNamed(String name, long id) {
        return new Destination(
                "list " + id,
                Long.toString(id),
                "the list '"
                        + name
                        + "' is now list "
                        + id
                        + ", another one than in the runs before: every row is sent again");
    }

    /** A list that one sync has by its name may be that which another has by its id. */
    private static void checkOwners(List<SyncPlan> syncs, List<SyncPlan> paused)
            throws SetupException {
        Map<String, SyncPlan> owners = new HashMap<>();
        paused.forEach(sync -> listIdOf(sync).ifPresent(id -> owners.putIfAbsent(id, sync)));
        for (SyncPlan sync : syncs) {
            Optional<SyncPlan> owner = listIdOf(sync).map(id -> owners.putIfAbsent(id, sync));
            if (owner.isPresent()) {
                throw new SetupException(
                        "sync '"
                                + sync.name()
                                + "': list "
                                + listIdOf(sync).orElseThrow()
                                + " is written by sync '"
                                + owner.get().name()
                                + "' too. "
                                + OwnerRules.REMEDY);
            }
        }
    }

    /** Empty for other syncs, and while the list is known by its name alone. */
    private static Optional<String> listIdOf(SyncPlan sync) {
        return sync.mapping() instanceof ListMapping list && !list.listId().isEmpty()
                ? Optional.of(list.listId())
                : Optional.empty();
    }

    private long idOf(String name) throws SetupException, InterruptedException {
        if (!listIds.containsKey(name)) {
            listIds.put(name, persistently(() -> foundOrCreated(name)));
        }
        return listIds.get(name);
    }

    /** After a creation whose answer was lost, the list is found the next time. */
    private Optional<Long> foundOrCreated(String name)
            throws IOException, InterruptedException, SetupException {
        Optional<Long> found = lists.find(name);
        return found.isPresent() ? found : lists.create(name);
    }

    /** Something to do that may have to be done again: when it throws, or comes to nothing. */
    @FunctionalInterface
    interface Attempt<T> {
        Optional<T> make() throws IOException, InterruptedException, SetupException;
    }

    static <T> T persistently(Attempt<T> attempt) throws SetupException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        Optional<IOException> last = Optional.empty();
        for (int made = 0; made < ATTEMPTS; made++) {
            if (made > 0) {
                Thread.sleep(pause.toMillis());
                pause = pause.multipliedBy(2);
            }
            try {
                Optional<T> result = attempt.make();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (IOException e) {
                last = Optional.of(e);
            }
        }
        throw last.map(e -> new SetupException("Iterable can't be reached: " + reason(e), e))
                .orElseGet(() -> new SetupException("Iterable gives no usable answer"));
    }

    private static String reason(IOException fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }

    /**
     * Says what {@link #prepare} would meet, and changes nothing: lists and catalogs that are
     * missing or can't be written.
     */
    static void inspect(Plan plan, Problems problems) {
        if (needsNothing(plan)) {
            return;
        }
        IterableSetup setup = new IterableSetup(plan);
        for (SyncPlan sync : plan.syncs()) {
            sync.prerequisite().ifPresent(needed -> setup.inspect(needed, problems));
        }
        setup.inspectOwners(plan, problems);
        setup.fields.inspect(plan, problems);
    }

    private void inspectOwners(Plan plan, Problems problems) {
        Map<Long, Prerequisite> owners = new HashMap<>();
        Stream.concat(plan.paused().stream(), plan.syncs().stream())
                .flatMap(sync -> sync.prerequisite().stream())
                .filter(Prerequisite.ListOfId.class::isInstance)
                .map(Prerequisite.ListOfId.class::cast)
                .forEach(list -> owners.put(list.id(), list));
        for (SyncPlan sync : plan.syncs()) {
            if (sync.prerequisite().orElse(null) instanceof Prerequisite.ListOfName list) {
                Optional.ofNullable(listIds.get(list.name()))
                        .flatMap(id -> Optional.ofNullable(owners.get(id)))
                        .ifPresent(
                                owner ->
                                        problems.error(
                                                list.at(),
                                                "list.name",
                                                "list '"
                                                        + list.name()
                                                        + "' is written by "
                                                        + owner.at()
                                                        + " (list.id) too",
                                                OwnerRules.REMEDY));
            }
        }
    }

    private void inspect(Prerequisite needed, Problems problems) {
        try {
            if (needed instanceof Prerequisite.ListOfId list) {
                lists.faultOf(list.id())
                        .ifPresent(fault -> problems.error(list.at(), "list.id", fault, ""));
            } else if (needed instanceof Prerequisite.ListOfName list) {
                inspect(list, problems);
            } else if (needed instanceof Prerequisite.Catalog catalog) {
                inspect(catalog, problems);
            }
        } catch (IOException | SetupException e) {
            problems.warning(
                    needed.at(), "", "could not be looked up in Iterable: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inspect(Prerequisite.ListOfName list, Problems problems)
            throws IOException, InterruptedException {
        try {
            lists.find(list.name()).ifPresent(id -> listIds.put(list.name(), id));
        } catch (SetupException e) {
            problems.error(list.at(), "list.name", e.getMessage(), "");
        }
    }

    private void inspect(Prerequisite.Catalog catalog, Problems problems)
            throws IOException, InterruptedException, SetupException {
        if (catalogs.fields(catalog.name()).isEmpty() && !catalog.create()) {
            problems.error(
                    catalog.at(),
                    "catalog",
                    "Iterable has no catalog '" + catalog.name() + "'",
                    "Create it there, or set 'create-catalog: true'");
        }
    }
}
