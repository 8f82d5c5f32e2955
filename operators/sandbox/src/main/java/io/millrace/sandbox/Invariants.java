/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Watches what callers must keep to. A request whose fate its caller cannot know (a fault struck
 * it, or the caller went away) and one of a caller that announced its death are nobody's violation,
 * and what they touched may be sent again.
 */
final class Invariants {

    private static final int KEPT = 1_000;
    private static final long RESTART_GRACE = TimeUnit.SECONDS.toNanos(5);
    private static final long SHORT_TIME = TimeUnit.SECONDS.toNanos(60);

    private final boolean watchPipelines;
    private final Map<Long, Exchange> inFlight = new HashMap<>();
    private final Fingerprints acknowledged = new Fingerprints();
    private final Map<Long, Integer> lives = new HashMap<>();
    private final Map<Long, LastPipeline> pipelines = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private Optional<Long> restartedAt = Optional.empty();

    private record LastPipeline(RequestClaims.Pipeline pipeline, long nanoTime) {}

    Invariants(boolean watchPipelines) {
        this.watchPipelines = watchPipelines;
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    synchronized void report(Violation.Rule rule, Exchange exchange, String detail) {
        report(new Violation(rule, exchange.label(), detail));
    }

    /** A request has arrived and is about to be answered. */
    synchronized void begin(Exchange exchange) {
        RequestClaims claims = exchange.claims();
        boolean excused = isOfDeadCaller(exchange);
        if (claims.purpose() == RequestClaims.Purpose.WRITE && !excused) {
            checkOneRowEach(exchange);
            checkNothingTwice(exchange);
        }
        if (watchPipelines && !excused) {
            checkPipelines(exchange);
        }
        if (claims.purpose() == RequestClaims.Purpose.END_ALL) {
            acknowledged.clear();
        }
        for (int i = 0; i < claims.size(); i++) {
            long lane = claims.lanes()[i];
            Exchange before = inFlight.put(lane, exchange);
            if (before != null && before != exchange && !excused && !isOfDeadCaller(before)) {
                before.suspect(
                        new Violation(
                                Violation.Rule.ONE_REQUEST_IN_FLIGHT,
                                exchange.label(),
                                claims.identities().get(i)
                                        + " is in flight in an unanswered "
                                        + before.label()));
            }
            acknowledged.remove(remembered(lane));
            if (claims.purpose() == RequestClaims.Purpose.END) {
                lives.merge(lane, 1, Integer::sum);
            }
        }
    }

    /** The answer is about to be handed to the caller. */
    synchronized void settle(Exchange exchange, Response answer, boolean struck) {
        release(exchange);
        if (isOfDeadCaller(exchange)) {
            return;
        }
        exchange.suspicions().forEach(this::report);
        RequestClaims claims = exchange.claims();
        if (!struck && answer.isSuccess() && claims.purpose() == RequestClaims.Purpose.WRITE) {
            for (int i = 0; i < claims.size(); i++) {
                if (!answer.refused().get(i)) {
                    acknowledged.put(remembered(claims.lanes()[i]), claims.rows()[i]);
                }
            }
        }
    }

    /** The caller went away, or was sent away, without its answer. */
    synchronized void abandon(Exchange exchange) {
        release(exchange);
        for (long lane : exchange.claims().lanes()) {
            acknowledged.remove(remembered(lane));
        }
    }

    /** The caller was killed: what it sent may be sent again, what it has open is nobody's. */
    synchronized void restart() {
        restartedAt = Optional.of(System.nanoTime());
        acknowledged.clear();
        inFlight.clear();
        pipelines.clear();
    }

    synchronized void reset() {
        restart();
        lives.clear();
        violations.clear();
    }

    private boolean isOfDeadCaller(Exchange exchange) {
        return restartedAt
                .filter(
                        time ->
                                exchange.connectedAt() - time < 0
                                        && exchange.arrivedAt() - time < RESTART_GRACE)
                .isPresent();
    }

    private void release(Exchange exchange) {
        for (long lane : exchange.claims().lanes()) {
            inFlight.remove(lane, exchange);
        }
    }

    /** An identity that ended and came back is another one. */
    private long remembered(long lane) {
        return lives.isEmpty() ? lane : Hash64.mix(lane + lives.getOrDefault(lane, 0));
    }

    private void checkOneRowEach(Exchange exchange) {
        long[] sorted = exchange.claims().lanes().clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                int row = indexOf(exchange.claims().lanes(), sorted[i]);
                report(
                        Violation.Rule.ONE_ROW_PER_USER,
                        exchange,
                        exchange.claims().identities().get(row) + " stands twice in the batch");
            }
        }
    }

    private void checkNothingTwice(Exchange exchange) {
        RequestClaims claims = exchange.claims();
        for (int i = 0; i < claims.size(); i++) {
            if (acknowledged.holds(remembered(claims.lanes()[i]), claims.rows()[i])) {
                report(
                        Violation.Rule.NOTHING_SENT_TWICE,
                        exchange,
                        claims.identities().get(i) + " was acknowledged and is unchanged");
            }
        }
    }

    private void checkPipelines(Exchange exchange) {
        RequestClaims claims = exchange.claims();
        if (claims.pipeline() == RequestClaims.Pipeline.OTHER) {
            return;
        }
        for (int i = 0; i < claims.size(); i++) {
            LastPipeline now = new LastPipeline(claims.pipeline(), exchange.arrivedAt());
            LastPipeline before = pipelines.put(claims.lanes()[i], now);
            if (before != null
                    && before.pipeline() != now.pipeline()
                    && now.nanoTime() - before.nanoTime() < SHORT_TIME) {
                report(
                        Violation.Rule.ONE_PIPELINE_PER_USER,
                        exchange,
                        claims.identities().get(i)
                                + " went through the "
                                + before.pipeline()
                                + " pipeline less than a minute ago");
            }
        }
    }

    private void report(Violation violation) {
        if (violations.size() < KEPT) {
            violations.add(violation);
        }
    }

    private static int indexOf(long[] lanes, long lane) {
        for (int i = 0; i < lanes.length; i++) {
            if (lanes[i] == lane) {
                return i;
            }
        }
        throw new IllegalArgumentException("No such lane");
    }
}
