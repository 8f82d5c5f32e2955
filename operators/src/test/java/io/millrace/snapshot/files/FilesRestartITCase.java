/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.Published;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesRestartITCase {

    private static final int FILES = 6;
    private static final int ROWS = 3_000;

    @TempDir private Path folder;

    @Test
    void eachRowIsReadOnceDespiteFailures() throws Exception {
        RowType columns =
                (RowType) DataTypes.ROW(DataTypes.FIELD("id", DataTypes.BIGINT())).getLogicalType();
        for (int file = 0; file < FILES; file++) {
            List<String> ids =
                    LongStream.range(file * ROWS, (file + 1) * ROWS)
                            .mapToObj(Long::toString)
                            .toList();
            Files.writeString(
                    folder.resolve(file + ".csv"), "id\n" + String.join("\n", ids) + "\n");
        }
        FilesTable table =
                FilesDefinition.table(Map.of("path", folder.toString(), "format", "csv"), columns);
        FailingMap.ROWS_SEEN.set(0);
        StreamExecutionEnvironment environment = environment();

        Published.publish(
                environment
                        .fromSource(
                                FilesSource.of(table),
                                WatermarkStrategy.noWatermarks(),
                                "files",
                                InternalTypeInfo.of(columns))
                        .uid("files")
                        .map(new FailingMap())
                        .returns(Types.LONG)
                        .uid("stumbling"),
                "restarted files");
        environment.execute();

        assertThat(Published.<Long>of("restarted files"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, FILES * ROWS).boxed().toList());
        assertThat(FailingMap.ROWS_SEEN.get()).as("rows read again").isGreaterThan(FILES * ROWS);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(2);
        return environment;
    }

    /** Fails five times, in the middle of files. */
    private static final class FailingMap implements MapFunction<RowData, Long> {

        private static final long serialVersionUID = 1L;
        private static final AtomicInteger ROWS_SEEN = new AtomicInteger();
        private static final int EVERY = 4_567;
        private static final int LAST = 5 * EVERY;

        @Override
        public Long map(RowData row) throws Exception {
            int seen = ROWS_SEEN.incrementAndGet();
            if (seen % 10 == 0) {
                Thread.sleep(1);
            }
            if (seen % EVERY == 0 && seen <= LAST) {
                throw new IllegalStateException("injected");
            }
            return row.getLong(0);
        }
    }
}
