/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.retry.BackOff;
import java.util.Optional;

/**
 * Limits the calls of a sync to one endpoint: by the rate limit of the project, and by the sync's
 * own ceiling if there is one. Responses change only the rate of the project. Safe for use by
 * several threads.
 *
 * @param project shared by all subtasks of the project in this process
 * @param ceiling shared by the subtasks of the sync
 */
public record EndpointLimiter(RateLimiter project, Optional<RateLimiter> ceiling) {

    /** Returns the time until a request may be sent; 0 if one may be sent now. */
    public long waitMillis(long now) {
        long own = ceiling.map(limiter -> limiter.waitMillis(now)).orElse(0L);
        return Math.max(own, project.waitMillis(now));
    }

    /** Counts a request in both limiters and returns true, if one may be sent now. */
    public boolean take(long now) {
        return ceiling.map(limiter -> limiter.take(now, () -> project.take(now)))
                .orElseGet(() -> project.take(now));
    }

    public void succeeded() {
        project.succeeded();
    }

    public void throttled(long now, Optional<Long> resetMillis, BackOff backOff, double random) {
        project.throttled(now, resetMillis, backOff, random);
    }
}
