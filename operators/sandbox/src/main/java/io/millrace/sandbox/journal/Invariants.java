/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import io.millrace.sandbox.http.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Checks what clients must keep to. Thread-safe. Two kinds of request break no invariant, and their
 * rows may be sent again: one whose outcome the client cannot know (a fault struck it, or the
 * client closed its connection), and one of a client that was killed.
 */
public final class Invariants {

    private static final int MOST_VIOLATIONS = 1_000;
    private static final long RESTART_GRACE = TimeUnit.SECONDS.toNanos(5);
    private static final long PIPELINE_DISTANCE = TimeUnit.SECONDS.toNanos(60);

    private final boolean checkPipelines;
    private final Map<Long, TrackedRequest> inFlight = new HashMap<>();

    /** Row hash of the acknowledged row, by versioned conflict key. */
    private final CompactLongMap acknowledged = new CompactLongMap();

    /** How often the identity of a conflict key was ended. */
    private final Map<Long, Integer> endings = new HashMap<>();

    private final Map<Long, PipelineUse> pipelines = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private Optional<Long> restartedAt = Optional.empty();

    private record PipelineUse(RequestClaims.Pipeline pipeline, long nanoTime) {}

    public Invariants(boolean checkPipelines) {
        this.checkPipelines = checkPipelines;
    }

    /** Oldest first; the first thousand are kept. */
    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    public synchronized void report(Violation.Rule rule, TrackedRequest request, String detail) {
        report(new Violation(rule, request.endpoint(), detail));
    }

    /** A request was read, and is handled next. */
    public synchronized void begin(TrackedRequest request) {
        RequestClaims claims = request.claims();
        boolean excused = isOfKilledClient(request);
        if (claims.purpose() == RequestClaims.Purpose.WRITE && !excused) {
            checkOneRowPerIdentity(request);
            checkNothingSentTwice(request);
        }
        if (checkPipelines && !excused) {
            checkPipelines(request);
        }
        if (claims.purpose() == RequestClaims.Purpose.END_ALL) {
            acknowledged.clear();
        }
        for (int row = 0; row < claims.size(); row++) {
            claim(request, row, excused);
        }
    }

    private void claim(TrackedRequest request, int row, boolean excused) {
        RequestClaims claims = request.claims();
        long key = claims.conflictKeys()[row];
        TrackedRequest other = inFlight.put(key, request);
        if (other != null && other != request && !excused && !isOfKilledClient(other)) {
            other.suspect(
                    new Violation(
                            Violation.Rule.ONE_REQUEST_IN_FLIGHT,
                            request.endpoint(),
                            claims.identities().get(row)
                                    + " is in flight in an unanswered "
                                    + other.endpoint()));
        }
        acknowledged.remove(versioned(key));
        if (claims.purpose() == RequestClaims.Purpose.END) {
            endings.merge(key, 1, Integer::sum);
        }
    }

    /**
     * A request was handled, and its response is sent next.
     *
     * @param struck whether a fault replaces the response
     */
    public synchronized void settle(TrackedRequest request, Response response, boolean struck) {
        release(request);
        if (isOfKilledClient(request)) {
            return;
        }
        request.suspected().forEach(this::report);
        RequestClaims claims = request.claims();
        if (struck || !response.isSuccess() || claims.purpose() != RequestClaims.Purpose.WRITE) {
            return;
        }
        for (int row = 0; row < claims.size(); row++) {
            if (!response.refusedRows().get(row)) {
                acknowledged.put(versioned(claims.conflictKeys()[row]), claims.rowHashes()[row]);
            }
        }
    }

    /** The connection was closed before there was a response. */
    public synchronized void abandon(TrackedRequest request) {
        release(request);
        for (long key : request.claims().conflictKeys()) {
            acknowledged.remove(versioned(key));
        }
    }

    /** Data was deleted without a call: acknowledged rows may be sent again. */
    public synchronized void forgetAcknowledged() {
        acknowledged.clear();
    }

    /** The client was killed: its rows may be sent again, its open requests break nothing. */
    public synchronized void restart() {
        restartedAt = Optional.of(System.nanoTime());
        acknowledged.clear();
        inFlight.clear();
        pipelines.clear();
    }

    public synchronized void reset() {
        restart();
        endings.clear();
        violations.clear();
    }

    private boolean isOfKilledClient(TrackedRequest request) {
        return restartedAt
                .filter(time -> request.exchange().connectedAt() - time < 0)
                .filter(time -> request.exchange().arrivedAt() - time < RESTART_GRACE)
                .isPresent();
    }

    private void release(TrackedRequest request) {
        for (long key : request.claims().conflictKeys()) {
            inFlight.remove(key, request);
        }
    }

    /** An identity that was ended and created again is a different one. */
    private long versioned(long key) {
        return endings.isEmpty() ? key : Hash64.mix(key + endings.getOrDefault(key, 0));
    }

    private void checkOneRowPerIdentity(TrackedRequest request) {
        long[] keys = request.claims().conflictKeys();
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                String identity = request.claims().identities().get(indexOf(keys, sorted[i]));
                report(
                        Violation.Rule.ONE_ROW_PER_USER,
                        request,
                        identity + " has two rows in the batch");
            }
        }
    }

    private void checkNothingSentTwice(TrackedRequest request) {
        RequestClaims claims = request.claims();
        for (int row = 0; row < claims.size(); row++) {
            if (acknowledged.holds(
                    versioned(claims.conflictKeys()[row]), claims.rowHashes()[row])) {
                report(
                        Violation.Rule.NOTHING_SENT_TWICE,
                        request,
                        claims.identities().get(row) + " was acknowledged and is unchanged");
            }
        }
    }

    private void checkPipelines(TrackedRequest request) {
        RequestClaims claims = request.claims();
        if (claims.pipeline() == RequestClaims.Pipeline.OTHER) {
            return;
        }
        for (int row = 0; row < claims.size(); row++) {
            PipelineUse now = new PipelineUse(claims.pipeline(), request.exchange().arrivedAt());
            PipelineUse last = pipelines.put(claims.conflictKeys()[row], now);
            if (last != null
                    && last.pipeline() != now.pipeline()
                    && now.nanoTime() - last.nanoTime() < PIPELINE_DISTANCE) {
                report(
                        Violation.Rule.ONE_PIPELINE_PER_USER,
                        request,
                        claims.identities().get(row)
                                + " went through the "
                                + last.pipeline()
                                + " pipeline less than a minute ago");
            }
        }
    }

    private void report(Violation violation) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(violation);
        }
    }

    private static int indexOf(long[] keys, long key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        throw new IllegalArgumentException("No such conflict key");
    }
}
