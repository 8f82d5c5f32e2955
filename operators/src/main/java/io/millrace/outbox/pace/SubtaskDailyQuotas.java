/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import io.millrace.iterable.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The daily quotas of one subtask, and its calls of today, which are state. The subtasks of a
 * project share each {@link DailyQuota} in a process, so that their calls never exceed it. After a
 * crash, the calls since the last checkpoint are not counted, and Iterable refuses calls over its
 * quota. Not thread-safe; a quota is.
 */
public final class SubtaskDailyQuotas implements AutoCloseable {

    private record Name(String limit, String meter) {}

    /**
     * Kept after the last subtask leaves: a restarted subtask may restore fewer calls than it made.
     */
    private static final Map<Name, DailyQuota> SHARED = new ConcurrentHashMap<>();

    private final LimitShare limit;
    private final Map<String, DailyQuota> quotas = new HashMap<>();
    private final Map<String, DailyCallCount> made = new HashMap<>();

    private SubtaskDailyQuotas(LimitShare limit) {
        this.limit = limit;
    }

    /**
     * @param limit its ceiling is in calls a day
     * @param saved the counts of all subtasks at the restored checkpoint
     * @param subtask the index of this subtask, of {@code subtasks}
     */
    public static SubtaskDailyQuotas join(
            LimitShare limit, List<DailyCallCount> saved, int subtask, int subtasks, long now) {
        SubtaskDailyQuotas joined = new SubtaskDailyQuotas(limit);
        long today = DailyCallCount.dayOf(now);
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.callsADay() > 0) {
                joined.join(
                        endpoint,
                        DailyCallCount.part(saved, endpoint.meter(), today, subtask, subtasks),
                        now);
            }
        }
        return joined;
    }

    private void join(Endpoint endpoint, DailyCallCount restored, long now) {
        String meter = endpoint.meter();
        DailyQuota quota =
                limit.isShared()
                        ? SHARED.computeIfAbsent(
                                new Name(limit.name(), meter), any -> new DailyQuota())
                        : new DailyQuota();
        quota.join(callsADay(endpoint), limit.share(), restored, now);
        quotas.put(meter, quota);
        made.put(meter, restored);
    }

    private long callsADay(Endpoint endpoint) {
        return Math.min(
                endpoint.callsADay(),
                limit.ceiling().map(Double::longValue).orElse(Long.MAX_VALUE));
    }

    /** Counts a call and returns true, if the endpoint may be called now. */
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

    /** Returns the calls of this subtask, for its state. */
    public List<DailyCallCount> made() {
        return made.values().stream().filter(each -> each.calls() > 0).toList();
    }

    @Override
    public void close() {
        quotas.forEach((meter, quota) -> quota.leave(limit.share(), made.get(meter)));
        quotas.clear();
    }
}
