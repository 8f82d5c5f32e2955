/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.mapping.operation.OperationChunk;
import io.millrace.outbox.pace.DailyCallCount;
import io.millrace.outbox.pending.KeyGroupSnapshot;
import io.millrace.outbox.pending.OperationEntry;
import io.millrace.outbox.removal.RemovalLimit;
import io.millrace.outbox.removal.WithheldRemovals;
import io.millrace.retry.BackOff;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxSettingsTest {

    @Test
    void defaultsAndConstantsArePinned() {
        assertThat(OutboxSettings.DEFAULTS)
                .isEqualTo(
                        new OutboxSettings(
                                new OutboxSettings.BatchLimit(1_000, 3_891_200),
                                new OutboxSettings.RequestLimit(10, -1, 0, 0),
                                new OutboxSettings.Failures(
                                        Duration.ofSeconds(30),
                                        10,
                                        new BackOff(
                                                Duration.ofMillis(500), Duration.ofSeconds(30))),
                                new OutboxSettings.Retries(
                                        Duration.ofSeconds(75),
                                        new BackOff(Duration.ofMinutes(10), Duration.ofDays(1)),
                                        10),
                                new OutboxSettings.Sharing("", "", 0, ""),
                                new OutboxSettings.Backlog(10_000_000, Duration.ofMinutes(1)),
                                new RemovalLimit(0.1, 1_000, true),
                                new OutboxSettings.Sync(false, Set.of(), false, 500)));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                OperationChunk.class,
                OperationEntry.class,
                OutboxProgress.class,
                KeyGroupSnapshot.class,
                DailyCallCount.class,
                WithheldRemovals.class,
                DiffTally.class,
                DeliveryNotice.class
            })
    void noStateOrRecordNeedsAGenericSerializer(Class<?> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.configure(
                new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                getClass().getClassLoader());
        TypeInformation<?> information = TypeInformation.of(type);

        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        assertThat(information.createSerializer(config)).isNotNull();
    }
}
