/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** {@link OutboxOptions}, read and checked. */
public record OutboxSettings(
        BatchLimit batch,
        RequestLimit requests,
        Duration requestTimeout,
        int giveUpAfter,
        BackOff backOff)
        implements Serializable {

    /** What fits into one request. */
    public record BatchLimit(int rows, long bytes) implements Serializable {}

    /** How many requests at a time, and how many a second; 0 a second is no limit. */
    public record RequestLimit(int inFlight, double perSecond) implements Serializable {}

    public OutboxSettings {
        check(batch.rows() > 0, OutboxOptions.BATCH_ROWS, "at least 1");
        check(batch.bytes() > 1_000, OutboxOptions.BATCH_BYTES, "more than 1000 bytes");
        check(requests.inFlight() > 0, OutboxOptions.REQUESTS_IN_FLIGHT, "at least 1");
        check(requests.perSecond() >= 0, OutboxOptions.REQUESTS_PER_SECOND, "0 or more");
        check(isTimeout(requestTimeout), OutboxOptions.REQUEST_TIMEOUT, "1 ms to 1 day");
        check(giveUpAfter > 0, OutboxOptions.GIVE_UP_AFTER, "at least 1");
        check(backOff.min().toMillis() > 0, OutboxOptions.BACK_OFF_MIN, "at least 1 ms");
        check(
                backOff.max().compareTo(backOff.min()) >= 0,
                OutboxOptions.BACK_OFF_MAX,
                "no less than " + OutboxOptions.BACK_OFF_MIN.key());
    }

    /** Reads the options by their keys. */
    public static OutboxSettings of(ReadableConfig config) {
        return new OutboxSettings(
                new BatchLimit(
                        config.get(OutboxOptions.BATCH_ROWS),
                        config.get(OutboxOptions.BATCH_BYTES).getBytes()),
                new RequestLimit(
                        config.get(OutboxOptions.REQUESTS_IN_FLIGHT),
                        config.get(OutboxOptions.REQUESTS_PER_SECOND)),
                config.get(OutboxOptions.REQUEST_TIMEOUT),
                config.get(OutboxOptions.GIVE_UP_AFTER),
                new BackOff(
                        config.get(OutboxOptions.BACK_OFF_MIN),
                        config.get(OutboxOptions.BACK_OFF_MAX)));
    }

    private static boolean isTimeout(Duration duration) {
        return duration.toMillis() > 0 && duration.compareTo(Duration.ofDays(1)) <= 0;
    }

    private static void check(boolean holds, ConfigOption<?> option, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("'" + option.key() + "' must be " + allowed);
        }
    }
}
