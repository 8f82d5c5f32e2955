/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.retry.BackOff;
import java.util.Optional;

/**
 * The pace of a sync's calls to one endpoint: that of the project, and that of the sync's ceiling
 * if there is one. Answers of Iterable change the pace of the project. Safe for use by several
 * threads.
 *
 * @param ceiling shared by the subtasks of the sync
 */
public record EndpointLimiter(RateLimiter project, Optional<RateLimiter> ceiling) {

    /** How long until a request may go; 0 if it may now. */
    public long waitMillis(long now) {
        long own = ceiling.map(meter -> meter.waitMillis(now)).orElse(0L);
        return Math.max(own, project.waitMillis(now));
    }

    /** True if a request may go now, which is then counted by both. */
    public boolean take(long now) {
        return ceiling.map(meter -> meter.take(now, () -> project.take(now)))
                .orElseGet(() -> project.take(now));
    }

    public void succeeded() {
        project.succeeded();
    }

    public void throttled(long now, Optional<Long> resetMillis, BackOff backOff, double random) {
        project.throttled(now, resetMillis, backOff, random);
    }
}
