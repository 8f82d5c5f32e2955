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
 * The daily quotas one subtask calls by, and what it has used of them, which is its state. Quotas
 * of one project are shared in the process. Not thread-safe, but a quota is.
 */
final class DailyQuotas implements AutoCloseable {

    private record Name(String project, String meter) {}

    /** Who calls an endpoint of a project here; empty when nobody does. */
    private static final Map<Name, DailyQuota> SHARED = new ConcurrentHashMap<>();

    private final String project;
    private final Optional<Integer> ceiling;
    private final double share;
    private final Map<String, Use> uses = new HashMap<>();
    private long now;

    /** A quota, and the calls of this subtask today. */
    private static final class Use {
        private final DailyQuota quota;
        private long day;
        private long calls;

        private Use(DailyQuota quota, long day, long calls) {
            this.quota = quota;
            this.day = day;
            this.calls = calls;
        }

        private long callsOn(long today) {
            return day == today ? calls : 0;
        }
    }

    /**
     * @param ceiling the most calls a day of the whole job; empty for what Iterable takes
     * @param share of this subtask in each quota: 1 over all subtasks that call the endpoint
     */
    private DailyQuotas(String project, Optional<Integer> ceiling, double share, long now) {
        this.project = project;
        this.ceiling = ceiling;
        this.share = share;
        this.now = now;
    }

    /**
     * @param before what all subtasks had used at the checkpoint that is restored
     * @param subtasks among which it is divided now, this one being number {@code subtask}
     */
    static DailyQuotas join(
            OutboxSettings settings, List<QuotaUse> before, int subtask, int subtasks, long now) {
        int callers = Math.max(settings.sharing().subtasks(), subtasks);
        DailyQuotas quotas =
                new DailyQuotas(
                        settings.sharing().project(),
                        settings.requests().ceilingOfDay(),
                        1.0 / callers,
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
        uses.put(endpoint.meter(), new Use(quota, DailyQuota.dayOf(now), calls));
    }

    private DailyQuota joined(DailyQuota quota, long calls) {
        quota.join(share, calls, now);
        return quota;
    }

    private DailyQuota newQuota(Endpoint endpoint) {
        return new DailyQuota(
                ceiling.map(most -> Math.min(most, endpoint.callsADay()))
                        .orElse(endpoint.callsADay()));
    }

    private Name name(String meter) {
        return new Name(project, meter);
    }

    /** True if the endpoint may be called, which then counts. */
    boolean take(Endpoint endpoint, long time) {
        now = time;
        Use use = uses.get(endpoint.meter());
        if (use == null) {
            return true;
        }
        boolean taken = use.quota.take(time);
        if (taken) {
            long today = DailyQuota.dayOf(time);
            use.calls = use.callsOn(today) + 1;
            use.day = today;
        }
        return taken;
    }

    List<QuotaUse> snapshot() {
        List<QuotaUse> snapshot = new ArrayList<>();
        uses.forEach(
                (meter, use) -> {
                    if (use.calls > 0) {
                        snapshot.add(new QuotaUse(meter, use.day, use.calls));
                    }
                });
        return snapshot;
    }

    @Override
    public void close() {
        long today = DailyQuota.dayOf(now);
        uses.forEach(
                (meter, use) ->
                        SHARED.computeIfPresent(
                                name(meter),
                                (any, quota) ->
                                        quota.leave(share, use.callsOn(today), now)
                                                ? null
                                                : quota));
        uses.clear();
    }
}
