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
public final class SubtaskRateLimiters implements AutoCloseable {

    private record Name(String budget, String meter) {}

    /** A meter is removed with the last subtask that shares it. */
    private static final Map<Name, RateLimiter> SHARED = new ConcurrentHashMap<>();

    private final Map<String, EndpointLimiter> meters = new HashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();

    private SubtaskRateLimiters() {}

    /**
     * @param sync part of the project's; without a ceiling it has no pace of its own
     */
    public static SubtaskRateLimiters join(LimitShare project, LimitShare sync, long now) {
        SubtaskRateLimiters joined = new SubtaskRateLimiters();
        for (Endpoint endpoint : Endpoint.values()) {
            joined.meters.computeIfAbsent(
                    endpoint.meter(),
                    meter ->
                            new EndpointLimiter(
                                    joined.join(
                                            project,
                                            meter,
                                            () ->
                                                    new RateLimiter(
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
                                                                            RateLimiter.steady(
                                                                                    most,
                                                                                    sync.share(),
                                                                                    now)))));
        }
        return joined;
    }

    public EndpointLimiter of(Endpoint endpoint) {
        return meters.get(endpoint.meter());
    }

    private RateLimiter join(LimitShare budget, String meter, Supplier<RateLimiter> fresh) {
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
