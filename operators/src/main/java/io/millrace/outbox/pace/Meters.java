/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The meters of one subtask, one for each endpoint. Subtasks of one project share them in a
 * process, each with its share of the rate: a subtask that calls alone has the rate of all.
 * Subtasks of a sync with a ceiling share meters of that ceiling, too. Not thread-safe, but the
 * meters are.
 */
public final class Meters implements AutoCloseable {

    private record Name(String budget, String meter) {}

    /** A meter is removed with the last subtask that shares it. */
    private static final Map<Name, Meter> SHARED = new ConcurrentHashMap<>();

    private final Map<String, EndpointMeter> meters = new HashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();

    private Meters() {}

    /**
     * @param sync part of the project's; without a ceiling it has no pace of its own
     */
    public static Meters join(Budget project, Budget sync, long now) {
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

    public EndpointMeter of(Endpoint endpoint) {
        return meters.get(endpoint.meter());
    }

    private Meter join(Budget budget, String meter, Supplier<Meter> fresh) {
        if (!budget.isShared()) {
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
