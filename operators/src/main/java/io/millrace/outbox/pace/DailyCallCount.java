/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.pace;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The calls that one subtask made in one day to an endpoint with a daily quota; operator state.
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
     * Returns the part that one subtask restores. The parts of all subtasks add up to the calls of
     * the day.
     *
     * @param saved the counts of all subtasks at the checkpoint
     */
    static DailyCallCount part(
            List<DailyCallCount> saved, String meter, long day, int subtask, int subtasks) {
        long calls =
                saved.stream()
                        .filter(each -> each.meter().equals(meter) && each.day() == day)
                        .mapToLong(DailyCallCount::calls)
                        .sum();
        long remainder = subtask < calls % subtasks ? 1 : 0;
        return new DailyCallCount(meter, day, calls / subtasks + remainder);
    }

    DailyCallCount oneMore(long today) {
        return new DailyCallCount(meter, today, today == day ? calls + 1 : 1);
    }
}
