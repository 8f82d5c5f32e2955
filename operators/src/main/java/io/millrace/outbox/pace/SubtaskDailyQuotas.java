/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The daily quotas of one subtask, and the calls it made of them, which are its state. Subtasks of
 * one project share them in a process: there, calls never exceed the quota. After a crash, calls
 * since the last checkpoint are not counted, and Iterable refuses what is over its quota. Not
 * thread-safe, but a quota is.
 */
public final class SubtaskDailyQuotas implements AutoCloseable {

    private record Name(String budget, String meter) {}

    /**
     * Kept when the last subtask leaves: a restarted one may restore fewer calls than were made.
     */
    private static final Map<Name, DailyQuota> SHARED = new ConcurrentHashMap<>();

    private final LimitShare budget;
    private final Map<String, DailyQuota> quotas = new HashMap<>();
    private final Map<String, DailyCallCount> made = new HashMap<>();

    private SubtaskDailyQuotas(LimitShare budget) {
        this.budget = budget;
    }

    /**
     * @param budget its ceiling is of calls a day
     * @param saved what all subtasks had made at the checkpoint that is restored
     * @param subtask which takes its part of {@code saved}, of {@code subtasks}
     */
    public static SubtaskDailyQuotas join(
            LimitShare budget, List<DailyCallCount> saved, int subtask, int subtasks, long now) {
        SubtaskDailyQuotas joined = new SubtaskDailyQuotas(budget);
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.callsADay() > 0) {
                String meter = endpoint.meter();
                joined.join(
                        endpoint,
                        DailyCallCount.part(
                                saved, meter, DailyCallCount.dayOf(now), subtask, subtasks),
                        now);
            }
        }
        return joined;
    }

    private void join(Endpoint endpoint, DailyCallCount before, long now) {
        String meter = endpoint.meter();
        DailyQuota quota =
                budget.isShared()
                        ? SHARED.computeIfAbsent(
                                new Name(budget.name(), meter), any -> new DailyQuota())
                        : new DailyQuota();
        quota.join(callsADay(endpoint), budget.share(), before, now);
        quotas.put(meter, quota);
        made.put(meter, before);
    }

    private long callsADay(Endpoint endpoint) {
        return Math.min(
                endpoint.callsADay(),
                budget.ceiling().map(Double::longValue).orElse(Long.MAX_VALUE));
    }

    /** True if the endpoint may be called now; then the call is counted. */
    public boolean take(Endpoint endpoint, long now) {
        DailyQuota quota = quotas.get(endpoint.meter());
        if (quota == null) {
            return true;
        }
        boolean may = quota.take(now);
        if (may) {
            made.computeIfPresent(
                    endpoint.meter(), (meter, calls) -> calls.oneMore(DailyCallCount.dayOf(now)));
        }
        return may;
    }

    /** For state. */
    public List<DailyCallCount> made() {
        return made.values().stream().filter(each -> each.calls() > 0).toList();
    }

    @Override
    public void close() {
        quotas.forEach((meter, quota) -> quota.leave(budget.share(), made.get(meter)));
        quotas.clear();
    }
}
