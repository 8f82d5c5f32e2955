/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** How the outbox calls Iterable. */
public final class OutboxOptions {

    public static final ConfigOption<Integer> BATCH_ROWS =
            ConfigOptions.key("batch-rows")
                    .intType()
                    .defaultValue(1_000)
                    .withDescription("The most rows of one request.");

    public static final ConfigOption<MemorySize> BATCH_BYTES =
            ConfigOptions.key("batch-bytes")
                    .memoryType()
                    .defaultValue(new MemorySize(3_900_000))
                    .withDescription(
                            "The most bytes of one request's body; Iterable takes up to 4 MB.");

    public static final ConfigOption<Integer> REQUESTS_IN_FLIGHT =
            ConfigOptions.key("requests-in-flight")
                    .intType()
                    .defaultValue(4)
                    .withDescription(
                            "The most requests a subtask has under way at a time; the rows of one"
                                    + " user always go one after another.");

    public static final ConfigOption<Double> REQUESTS_PER_SECOND =
            ConfigOptions.key("requests-per-second")
                    .doubleType()
                    .defaultValue(5.0)
                    .withDescription(
                            "The most requests a second of all subtasks together; 0 sets no limit.");

    public static final ConfigOption<Duration> REQUEST_TIMEOUT =
            ConfigOptions.key("request-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription("How long to wait for an answer before trying again.");

    public static final ConfigOption<Integer> GIVE_UP_AFTER =
            ConfigOptions.key("give-up-after")
                    .intType()
                    .defaultValue(10)
                    .withDescription(
                            "How often in a row a request may fail while no other succeeds, before"
                                    + " delivery stops until the next run.");

    public static final ConfigOption<Duration> BACK_OFF_MIN =
            ConfigOptions.key("back-off-min")
                    .durationType()
                    .defaultValue(Duration.ofMillis(500))
                    .withDescription("The wait after a first failure; it doubles with each more.");

    public static final ConfigOption<Duration> BACK_OFF_MAX =
            ConfigOptions.key("back-off-max")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription("The longest wait after a failure.");

    private OutboxOptions() {}
}
