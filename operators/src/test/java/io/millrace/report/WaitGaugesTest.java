/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class WaitGaugesTest {

    private final Map<String, Gauge<?>> shown = new HashMap<>();
    private final WaitGauges gauges = new WaitGauges(new Group(""));

    @Test
    void eachReasonHasItsRowsAndItsTime() {
        gauges.show(
                List.of(
                        new RunWait("rateLimit", 700, Optional.of(Instant.ofEpochMilli(9))),
                        new RunWait("checkpoint", 5, Optional.empty())));

        assertThat(value("reason.rateLimit.waitingRows")).isEqualTo(700L);
        assertThat(value("reason.rateLimit.waitingUntil")).isEqualTo(9L);
        assertThat(value("reason.checkpoint.waitingRows")).isEqualTo(5L);
        assertThat(value("reason.checkpoint.waitingUntil")).isEqualTo(0L);
    }

    @Test
    void aReasonThatIsOverHasNoRows() {
        gauges.show(List.of(new RunWait("rateLimit", 700, Optional.empty())));
        gauges.show(List.of(new RunWait("answer", 1, Optional.empty())));

        assertThat(value("reason.rateLimit.waitingRows")).isEqualTo(0L);
        assertThat(value("reason.answer.waitingRows")).isEqualTo(1L);
    }

    private Object value(String name) {
        return shown.get(name).getValue();
    }

    /** Stores metrics by their whole name. */
    private final class Group extends UnregisteredMetricsGroup {

        private final String prefix;

        private Group(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(prefix + key + "." + value + ".");
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            assertThat(shown.put(prefix + name, gauge)).as("registered twice").isNull();
            return gauge;
        }
    }
}
