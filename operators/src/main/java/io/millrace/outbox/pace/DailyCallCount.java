/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Calls that one subtask made of an endpoint with a daily quota; operator state.
 *
 * @param meter of the endpoint
 * @param day since 1970, UTC
 */
public record DailyCallCount(String meter, long day, long calls) {

    /**
     * @param now epoch milliseconds
     */
    static long dayOf(long now) {
        return Math.floorDiv(now, TimeUnit.DAYS.toMillis(1));
    }

    /**
     * What one subtask restores. The parts of all subtasks add up to the calls of the day.
     *
     * @param saved by all subtasks before
     */
    static DailyCallCount part(
            List<DailyCallCount> saved, String meter, long day, int subtask, int subtasks) {
        long calls =
                saved.stream()
                        .filter(each -> each.meter().equals(meter) && each.day() == day)
                        .mapToLong(DailyCallCount::calls)
                        .sum();
        return new DailyCallCount(
                meter, day, calls / subtasks + (subtask < calls % subtasks ? 1 : 0));
    }

    DailyCallCount oneMore(long today) {
        return new DailyCallCount(meter, today, today == day ? calls + 1 : 1);
    }
}
