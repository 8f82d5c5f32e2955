/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The limiters of one subtask, one for each endpoint. The subtasks of a project share them in a
 * process, each with its share of the rate, so a subtask that calls alone has the rate of all. The
 * subtasks of a sync with a ceiling also share limiters for that ceiling. Not thread-safe; a
 * limiter is.
 */
public final class SubtaskRateLimiters implements AutoCloseable {

    private record Name(String limit, String meter) {}

    /** A limiter is removed with the last subtask that shares it. */
    private static final Map<Name, RateLimiter> SHARED = new ConcurrentHashMap<>();

    private final Map<String, EndpointLimiter> limiters = new HashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();

    private final LimitShare project;
    private final LimitShare sync;

    private SubtaskRateLimiters(LimitShare project, LimitShare sync) {
        this.project = project;
        this.sync = sync;
    }

    /**
     * @param sync the share of the sync's own limit; without a ceiling only the project's limit
     *     holds
     */
    public static SubtaskRateLimiters join(LimitShare project, LimitShare sync, long now) {
        SubtaskRateLimiters joined = new SubtaskRateLimiters(project, sync);
        for (Endpoint endpoint : Endpoint.values()) {
            if (!joined.limiters.containsKey(endpoint.meter())) {
                joined.limiters.put(
                        endpoint.meter(),
                        new EndpointLimiter(
                                joined.ofProject(endpoint, now), joined.ofSync(endpoint, now)));
            }
        }
        return joined;
    }

    private RateLimiter ofProject(Endpoint endpoint, long now) {
        return join(
                project,
                endpoint,
                () -> new RateLimiter(endpoint.rate(), project.ceiling(), project.share(), now));
    }

    private Optional<RateLimiter> ofSync(Endpoint endpoint, long now) {
        return sync.ceiling()
                .map(
                        most ->
                                join(
                                        sync,
                                        endpoint,
                                        () -> RateLimiter.fixed(most, sync.share(), now)));
    }

    public EndpointLimiter of(Endpoint endpoint) {
        return limiters.get(endpoint.meter());
    }

    /**
     * Returns how many calls to the endpoint this subtask's share of the rate allows in that time.
     */
    public long callsWithin(Endpoint endpoint, long millis) {
        EndpointLimiter limiter = of(endpoint);
        long ofSync =
                limiter.ceiling()
                        .map(ceiling -> ceiling.requestsWithin(millis, sync.share()))
                        .orElse(Long.MAX_VALUE);
        return Math.min(ofSync, limiter.project().requestsWithin(millis, project.share()));
    }

    private RateLimiter join(LimitShare limit, Endpoint endpoint, Supplier<RateLimiter> fresh) {
        if (!limit.isShared()) {
            return fresh.get();
        }
        Name name = new Name(limit.name(), endpoint.meter());
        leaving.add(() -> leave(name, limit.share()));
        return SHARED.compute(
                name,
                (any, known) -> {
                    if (known == null) {
                        return fresh.get();
                    }
                    known.join(limit.share());
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
        limiters.clear();
    }
}
