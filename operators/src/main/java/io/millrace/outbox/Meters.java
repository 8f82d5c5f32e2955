/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters one subtask calls by. Those of one project are shared in the process, with the shares
 * of all who might call, so that who calls alone has them all; a subtask without a project's name
 * has its own. Not thread-safe, but the meters are.
 */
final class Meters implements AutoCloseable {

    private record Name(String project, String meter) {}

    /** Who calls an endpoint of a project here; empty when nobody does. */
    private static final Map<Name, Meter> SHARED = new ConcurrentHashMap<>();

    private final String project;
    private final Optional<Double> ceiling;
    private final double share;
    private final Map<String, Meter> joined = new HashMap<>();

    /**
     * @param share of this subtask in the rate of each endpoint: 1 over all subtasks of the project
     */
    Meters(String project, Optional<Double> ceiling, double share, long now) {
        this.project = project;
        this.ceiling = ceiling;
        this.share = share;
        for (Endpoint endpoint : Endpoint.values()) {
            joined.computeIfAbsent(endpoint.meter(), meter -> join(endpoint, meter, now));
        }
    }

    Meter of(Endpoint endpoint) {
        return joined.get(endpoint.meter());
    }

    private Meter join(Endpoint endpoint, String meter, long now) {
        if (project.isEmpty()) {
            return new Meter(endpoint.rate(), ceiling, share, now);
        }
        return SHARED.compute(
                new Name(project, meter),
                (name, known) -> {
                    if (known == null) {
                        return new Meter(endpoint.rate(), ceiling, share, now);
                    }
                    known.join(share);
                    return known;
                });
    }

    @Override
    public void close() {
        joined.keySet()
                .forEach(
                        meter ->
                                SHARED.computeIfPresent(
                                        new Name(project, meter),
                                        (name, known) -> known.leave(share) ? null : known));
        joined.clear();
    }
}
