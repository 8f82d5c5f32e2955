/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.util.Optional;

/**
 * How a sync paces its calls to one endpoint: by its own ceiling, if it has one, under the pace of
 * the project. Iterable's answers are about the project. Safe for use by several threads.
 *
 * @param ceiling shared by the subtasks of the sync
 */
record EndpointMeter(Meter project, Optional<Meter> ceiling) {

    /** How long until a request may go; 0 if it may now. */
    long waitMillis(long now) {
        long own = ceiling.map(meter -> meter.waitMillis(now)).orElse(0L);
        return Math.max(own, project.waitMillis(now));
    }

    /** True if a request may go now, which is then counted by both. */
    boolean take(long now) {
        return ceiling.map(meter -> meter.take(now, () -> project.take(now)))
                .orElseGet(() -> project.take(now));
    }

    void succeeded() {
        project.succeeded();
    }

    void throttled(long now, Optional<Long> resetMillis, BackOff backOff, double random) {
        project.throttled(now, resetMillis, backOff, random);
    }
}
