/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The Flink configuration of the embedded cluster. {@code flink-conf/config.yaml} sets the same for
 * a real cluster; a test compares the two.
 *
 * @param state the state folder, see {@link StateFolder}
 * @param parallelism subtasks of each operator; state can be restored at another parallelism
 * @param checkpointInterval a change is sent after the next checkpoint
 * @param restarts whether a failed job restarts without limit
 * @param webPort the port of Flink's web UI on this machine; empty for any free port
 */
public record LocalConfiguration(
        Path state,
        int parallelism,
        Duration checkpointInterval,
        RestartPolicy restarts,
        OptionalInt webPort) {

    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

    private static final int DEFAULT_PARALLELISM = 2;
    private static final int BOUNDED_ATTEMPTS = 5;
    private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(256);
    private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(96);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    public LocalConfiguration {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more, is " + parallelism);
        }
        if (checkpointInterval.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "checkpoint interval must be 10 ms or more, is " + checkpointInterval);
        }
        state = state.toAbsolutePath().normalize();
    }

    /** Two subtasks, a checkpoint every 2 s, restarts without limit, any free port. */
    public static LocalConfiguration of(Path state) {
        return new LocalConfiguration(
                state,
                DEFAULT_PARALLELISM,
                DEFAULT_CHECKPOINT_INTERVAL,
                RestartPolicy.ENDLESS,
                OptionalInt.empty());
    }

    public LocalConfiguration withParallelism(int subtasks) {
        return new LocalConfiguration(state, subtasks, checkpointInterval, restarts, webPort);
    }

    public LocalConfiguration withCheckpointInterval(Duration interval) {
        return new LocalConfiguration(state, parallelism, interval, restarts, webPort);
    }

    public LocalConfiguration withRestarts(RestartPolicy policy) {
        return new LocalConfiguration(state, parallelism, checkpointInterval, policy, webPort);
    }

    public LocalConfiguration withWebPort(OptionalInt port) {
        return new LocalConfiguration(state, parallelism, checkpointInterval, restarts, port);
    }

    /** Returns an environment in which a job for {@link LocalCluster#submit} can be built. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(toFlink());
    }

    /** Returns the settings of the cluster and of its jobs. */
    public Configuration toFlink() {
        Configuration flink = new Configuration();
        pipeline(flink);
        checkpoints(flink);
        restartStrategy(flink);
        machine(flink);
        return flink;
    }

    private void pipeline(Configuration flink) {
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    }

    private void checkpoints(Configuration flink) {
        Duration halfInterval = checkpointInterval.dividedBy(2);
        flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        flink.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                FlinkPath.of(StateFolder.checkpointsIn(state)));
        flink.set(
                CheckpointingOptions.SAVEPOINT_DIRECTORY,
                FlinkPath.of(StateFolder.savepointsIn(state)));
        flink.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        flink.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        flink.set(
                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                halfInterval.compareTo(LONGEST_PAUSE) < 0 ? halfInterval : LONGEST_PAUSE);
        flink.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 3);
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    private void restartStrategy(Configuration flink) {
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofMillis(500));
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofMinutes(1));
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                Duration.ofMinutes(10));
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
                switch (restarts) {
                    case ENDLESS -> Integer.MAX_VALUE;
                    case BOUNDED -> BOUNDED_ATTEMPTS;
                });
    }

    private void machine(Configuration flink) {
        String temporary = StateFolder.temporaryIn(state).toString();
        flink.set(CoreOptions.TMP_DIRS, temporary);
        flink.set(BlobServerOptions.STORAGE_DIRECTORY, temporary);
        flink.set(WebOptions.TMP_DIR, temporary);
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY);
        flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY);
        flink.set(JobManagerOptions.PORT, 0);
        flink.set(RestOptions.ADDRESS, "localhost");
        flink.set(RestOptions.BIND_ADDRESS, "localhost");
        flink.set(RestOptions.BIND_PORT, String.valueOf(webPort.orElse(0)));
    }
}
