/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * Checks the Flink configuration of a cluster: errors for settings that break delivery guarantees,
 * warnings for settings that risk state.
 */
public final class FlinkRules {

    private static final Location CONFIGURATION = new Location("Flink's configuration", 0);
    private static final String FIX = "flink-conf/config.yaml has every setting";

    private final ReadableConfig flink;
    private final Problems problems;

    private FlinkRules(ReadableConfig flink, Problems problems) {
        this.flink = flink;
        this.problems = problems;
    }

    /**
     * @param flink the configuration of the submitted job
     */
    public static void inspect(ReadableConfig flink, Problems problems) {
        FlinkRules rules = new FlinkRules(flink, problems);
        rules.required();
        rules.advised();
    }

    private void required() {
        require(
                flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                        .filter(interval -> interval.compareTo(Duration.ZERO) > 0)
                        .isPresent(),
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                "is not set: a change is sent after a checkpoint contains it, so nothing"
                        + " would be sent");
        require(
                flink.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
                        == CheckpointingMode.EXACTLY_ONCE,
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                "must be EXACTLY_ONCE: the end of a run is found by the content of a checkpoint");
        require(
                !flink.get(CheckpointingOptions.ENABLE_UNALIGNED),
                CheckpointingOptions.ENABLE_UNALIGNED,
                "must be false: the end of a run is found by the content of a checkpoint");
        require(
                flink.get(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS) == 1,
                CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS,
                "must be 1: the end of a run is found by the content of a checkpoint");
        require(
                flink.get(ExecutionOptions.RUNTIME_MODE) != RuntimeExecutionMode.BATCH,
                ExecutionOptions.RUNTIME_MODE,
                "must be STREAMING: the job does not end");
    }

    private void advised() {
        advise(
                flink.get(StateBackendOptions.STATE_BACKEND).equals("rocksdb"),
                StateBackendOptions.STATE_BACKEND,
                "is not rocksdb: the memory of the task managers must hold all state");
        advise(
                flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).isPresent(),
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                "is not set here: unless the cluster sets it, the state is lost with the job"
                        + " manager, and the next start sends every row");
        advise(
                flink.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)
                        == ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                "is not RETAIN_ON_CANCELLATION: a job that is cancelled loses its state, and the"
                        + " next start sends every row");
        advise(
                flink.getOptional(RestartStrategyOptions.RESTART_STRATEGY)
                        .map(strategy -> strategy.startsWith("exponential"))
                        .orElse(true),
                RestartStrategyOptions.RESTART_STRATEGY,
                "is not exponential-delay: the job may end while a warehouse is unavailable");
        advise(
                !flink.get(PipelineOptions.GENERIC_TYPES),
                PipelineOptions.GENERIC_TYPES,
                "is not false: state that can't be restored after an upgrade is not noticed");
    }

    private void require(boolean holds, ConfigOption<?> option, String fault) {
        if (!holds) {
            problems.error(CONFIGURATION, option.key(), fault, FIX);
        }
    }

    private void advise(boolean holds, ConfigOption<?> option, String fault) {
        if (!holds) {
            problems.warning(CONFIGURATION, option.key(), fault, FIX);
        }
    }
}
