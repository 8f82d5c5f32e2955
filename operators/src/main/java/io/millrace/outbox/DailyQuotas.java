/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The daily quotas one subtask calls by, and what it has put by of them, which is its state. Quotas
 * of one project are shared in the process. Not thread-safe, but a quota is.
 */
final class DailyQuotas implements AutoCloseable {

    private record Name(String project, String meter) {}

    /** Who calls an endpoint of a project here; empty when nobody does. */
    private static final Map<Name, DailyQuota> SHARED = new ConcurrentHashMap<>();

    private final String project;
    private final Optional<Integer> ceiling;
    private final double share;
    private final Map<String, QuotaLease> leases = new HashMap<>();
    private long now;

    /**
     * @param ceiling the most calls a day of the whole job; empty for what Iterable takes
     * @param share of this subtask in each quota: 1 over all subtasks that call the endpoint; 0 for
     *     one that is paused, whose calls of today count
     */
    private DailyQuotas(String project, Optional<Integer> ceiling, double share, long now) {
        this.project = project;
        this.ceiling = ceiling;
        this.share = share;
        this.now = now;
    }

    /**
     * @param before what all subtasks had put by at the checkpoint that is restored
     * @param subtasks among which it is divided now, this one being number {@code subtask}
     */
    static DailyQuotas join(
            OutboxSettings settings, List<QuotaUse> before, int subtask, int subtasks, long now) {
        int callers = Math.max(settings.sharing().subtasks(), subtasks);
        DailyQuotas quotas =
                new DailyQuotas(
                        settings.sharing().project(),
                        settings.requests().ceilingOfDay(),
                        settings.paused() ? 0 : 1.0 / callers,
                        now);
        long today = DailyQuota.dayOf(now);
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.callsADay() > 0) {
                long calls =
                        before.stream()
                                .filter(use -> use.meter().equals(endpoint.meter()))
                                .filter(use -> use.day() == today)
                                .mapToLong(QuotaUse::calls)
                                .sum();
                quotas.join(endpoint, calls / subtasks + (subtask < calls % subtasks ? 1 : 0));
            }
        }
        return quotas;
    }

    private void join(Endpoint endpoint, long calls) {
        DailyQuota quota =
                project.isEmpty()
                        ? joined(newQuota(endpoint), calls)
                        : SHARED.compute(
                                name(endpoint.meter()),
                                (name, known) ->
                                        joined(known == null ? newQuota(endpoint) : known, calls));
        leases.put(
                endpoint.meter(),
                new QuotaLease(quota, callsADay(endpoint) * share, DailyQuota.dayOf(now), calls));
    }

    private DailyQuota joined(DailyQuota quota, long calls) {
        quota.join(share, calls, now);
        return quota;
    }

    private DailyQuota newQuota(Endpoint endpoint) {
        return new DailyQuota(callsADay(endpoint));
    }

    private int callsADay(Endpoint endpoint) {
        return ceiling.map(most -> Math.min(most, endpoint.callsADay()))
                .orElse(endpoint.callsADay());
    }

    private Name name(String meter) {
        return new Name(project, meter);
    }

    /** An operation that calls the endpoint came in. */
    void want(Endpoint endpoint) {
        Optional.ofNullable(leases.get(endpoint.meter())).ifPresent(QuotaLease::want);
    }

    /** Whether the endpoint may be called; then the call counts. */
    QuotaLease.Grant take(Endpoint endpoint, long time) {
        now = time;
        return Optional.ofNullable(leases.get(endpoint.meter()))
                .map(lease -> lease.take(time))
                .orElse(QuotaLease.Grant.GRANTED);
    }

    /**
     * Puts calls by for when the checkpoint is complete.
     *
     * @param pending operations that are owed
     */
    List<QuotaUse> snapshot(long checkpoint, long pending, long time) {
        now = time;
        List<QuotaUse> snapshot = new ArrayList<>();
        leases.forEach(
                (meter, lease) -> {
                    lease.reserve(checkpoint, pending, time);
                    if (lease.calls() > 0) {
                        snapshot.add(new QuotaUse(meter, lease.day(), lease.calls()));
                    }
                });
        return snapshot;
    }

    void completed(long checkpoint) {
        leases.values().forEach(lease -> lease.completed(checkpoint));
    }

    @Override
    public void close() {
        long today = DailyQuota.dayOf(now);
        leases.forEach(
                (meter, lease) -> {
                    long calls = lease.day() == today ? lease.calls() : 0;
                    SHARED.computeIfPresent(
                            name(meter),
                            (any, quota) -> quota.leave(share, calls, now) ? null : quota);
                });
        leases.clear();
    }
}
