/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The meters one subtask calls by. Those of one project are shared in the process, with the shares
 * of all who might call, so that who calls alone has them all; so are those of a sync with a
 * ceiling of its own; a subtask without a project's name has its own. Not thread-safe, but the
 * meters are.
 */
final class Meters implements AutoCloseable {

    /**
     * Who shares a pace.
     *
     * @param name in this process; empty for nobody else
     * @param ceiling the most requests a second of all of them to one endpoint
     * @param share of this subtask: 1 over all of them
     */
    record Budget(String name, Optional<Double> ceiling, double share) {}

    private record Name(String budget, String meter) {}

    /** Who calls an endpoint here; empty when nobody does. */
    private static final Map<Name, Meter> SHARED = new ConcurrentHashMap<>();

    private final Map<String, EndpointMeter> meters = new HashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();

    private Meters() {}

    /**
     * @param subtasks of the sync
     */
    static Meters join(OutboxSettings settings, int subtasks, long now) {
        OutboxSettings.Sharing sharing = settings.sharing();
        if (settings.paused()) {
            Budget unused = new Budget("", Optional.empty(), 1);
            return join(unused, unused, now);
        }
        Budget project =
                new Budget(
                        sharing.project(),
                        settings.requests().ceiling(),
                        1.0 / Math.max(sharing.subtasks(), subtasks));
        Budget sync =
                new Budget(
                        sharing.syncOfProject(),
                        settings.requests().ceilingOfSync(),
                        1.0 / subtasks);
        return join(project, sync, now);
    }

    /**
     * @param sync part of the project's; without a ceiling it has no pace of its own
     */
    static Meters join(Budget project, Budget sync, long now) {
        Meters joined = new Meters();
        for (Endpoint endpoint : Endpoint.values()) {
            joined.meters.computeIfAbsent(
                    endpoint.meter(),
                    meter ->
                            new EndpointMeter(
                                    joined.join(
                                            project,
                                            meter,
                                            () ->
                                                    new Meter(
                                                            endpoint.rate(),
                                                            project.ceiling(),
                                                            project.share(),
                                                            now)),
                                    sync.ceiling()
                                            .map(
                                                    most ->
                                                            joined.join(
                                                                    sync,
                                                                    meter,
                                                                    () ->
                                                                            Meter.steady(
                                                                                    most,
                                                                                    sync.share(),
                                                                                    now)))));
        }
        return joined;
    }

    EndpointMeter of(Endpoint endpoint) {
        return meters.get(endpoint.meter());
    }

    private Meter join(Budget budget, String meter, Supplier<Meter> fresh) {
        if (budget.name().isEmpty()) {
            return fresh.get();
        }
        Name name = new Name(budget.name(), meter);
        leaving.add(() -> leave(name, budget.share()));
        return SHARED.compute(
                name,
                (any, known) -> {
                    if (known == null) {
                        return fresh.get();
                    }
                    known.join(budget.share());
                    return known;
                });
    }

    private static void leave(Name name, double share) {
        SHARED.computeIfPresent(name, (any, known) -> known.leave(share) ? null : known);
    }

    @Override
    public void close() {
        leaving.forEach(Runnable::run);
        leaving.clear();
        meters.clear();
    }
}
