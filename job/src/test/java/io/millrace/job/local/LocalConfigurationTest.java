/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.Test;

class LocalConfigurationTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    /** What is another thing on a laptop than on a cluster. */
    private static final Set<String> OF_THE_MACHINE =
            Set.of(
                    "blob.storage.directory",
                    "execution.checkpointing.dir",
                    "execution.checkpointing.interval",
                    "execution.checkpointing.min-pause",
                    "execution.checkpointing.savepoint-dir",
                    "io.tmp.dirs",
                    "jobmanager.rpc.port",
                    "rest.address",
                    "rest.bind-address",
                    "rest.bind-port",
                    "taskmanager.memory.managed.size",
                    "taskmanager.memory.network.max",
                    "taskmanager.memory.network.min",
                    "web.tmpdir");

    private final LocalConfiguration local = LocalConfiguration.of(Path.of("state"));

    @Test
    void aClusterIsConfiguredAsTheEmbeddedOneIs() {
        Map<String, String> embedded = new TreeMap<>(local.toFlink().toMap());
        embedded.keySet().removeAll(OF_THE_MACHINE);

        Map<String, String> cluster = cluster().toMap();

        assertThat(cluster).containsKeys("execution.checkpointing.dir", "env.java.opts.all");
        embedded.forEach((key, value) -> assertThat(cluster.get(key)).as(key).isEqualTo(value));
    }

    @Test
    void aJobWithBoundedRestartsFails() {
        Configuration bounded = local.withRestarts(RestartPolicy.BOUNDED).toFlink();

        assertThat(bounded.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
                .isBetween(1, 10);
    }

    @Test
    void theWebPortIsBoundOnThisMachineOnly() {
        Configuration flink = local.withWebPort(OptionalInt.of(8081)).toFlink();

        assertThat(flink.get(RestOptions.BIND_PORT)).isEqualTo("8081");
        assertThat(flink.get(RestOptions.BIND_ADDRESS)).isEqualTo("localhost");
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> local.withParallelism(0)).hasMessageContaining("1 or more, is 0");
        assertThatThrownBy(() -> local.withCheckpointInterval(Duration.ZERO))
                .hasMessageContaining("10 ms or more");
    }

    private static Configuration cluster() {
        return GlobalConfiguration.loadConfiguration(ROOT.resolve("flink-conf").toString());
    }
}
