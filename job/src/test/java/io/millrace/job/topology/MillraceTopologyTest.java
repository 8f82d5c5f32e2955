/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.job.definition.Folder;
import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.local.LocalConfiguration;
import io.millrace.mapping.field.FieldTypes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.TimestampsAndWatermarksTransformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a savepoint and a rescaled restore rely on, looked up in the graph that is submitted: a
 * table with two syncs on it, and a view.
 */
final class MillraceTopologyTest {

    /** A contract with every savepoint there is: add, but never rename. */
    private static final List<String> UIDS_OF_A_SYNC_ON_A_TABLE =
            List.of(
                    "snapshot",
                    "stamp",
                    "diff",
                    "mapping",
                    "outbox",
                    "report-tallies",
                    "report-skipped",
                    "report",
                    "end");

    @TempDir private Path path;
    private Folder folder;
    private StreamExecutionEnvironment environment;
    private List<Transformation<?>> transformations;
    private StreamGraph graph;

    @BeforeEach
    void build() throws Exception {
        folder =
                new Folder(path)
                        .file("customers.csv", "1,ada@example.com,Ada,London,36\n")
                        .file(
                                "models/adults.sql",
                                "CREATE VIEW adults AS SELECT id, LOWER(email) AS email"
                                        + " FROM customers WHERE age >= 18;")
                        .file("syncs/adults.yaml", sync("adults", "email"))
                        .file("syncs/names.yaml", sync("customers", "first_name"));
        environment = LocalConfiguration.of(path.resolve("state")).environment();
        MillraceTopology.build(environment, folder.plan(), Map.of(), start());
        transformations = everything(environment);
        graph = environment.getStreamGraph();
    }

    @Test
    void everyOperatorHasItsOwnUid() {
        assertThat(nodes())
                .isNotEmpty()
                .allSatisfy(
                        node ->
                                assertThat(node.getTransformationUID())
                                        .as(node.getOperatorName())
                                        .isNotBlank());
        assertThat(uids()).doesNotHaveDuplicates();
    }

    @Test
    void uidsAreThoseOfEverySavepointThereIs() {
        assertThat(uids("customers/"))
                .containsExactlyInAnyOrderElementsOf(UIDS_OF_A_SYNC_ON_A_TABLE);
        assertThat(uids("names/")).containsExactlyInAnyOrderElementsOf(UIDS_OF_A_SYNC_ON_A_TABLE);
        assertThat(uids("adults/"))
                .containsAll(UIDS_OF_A_SYNC_ON_A_TABLE)
                .filteredOn(uid -> !UIDS_OF_A_SYNC_ON_A_TABLE.contains(uid))
                .isNotEmpty()
                .allMatch(uid -> uid.matches("view-\\d+"));
    }

    private static JobStart start() {
        ProjectIdentity project =
                new ProjectIdentity("https://api.iterable.com", "key", Set.of(), Set.of());
        return new JobStart(project, FieldTypes.NONE, List.of());
    }

    /** What the planner makes of a view may change, so none of it may have state. */
    @Test
    void stateIsKeptByTheStagesAlone() {
        assertThat(nodes())
                .filteredOn(node -> node.getTransformationUID().contains("/view-"))
                .allSatisfy(node -> assertThat(node.getStateKeySerializer()).isNull());
        assertThat(nodes())
                .filteredOn(node -> node.getStateKeySerializer() != null)
                .extracting(StreamNode::getTransformationUID)
                .allMatch(uid -> uid.matches(".*/(diff|outbox)"));
    }

    @Test
    void noTypeIsGeneric() {
        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(transformations)
                .allSatisfy(
                        one ->
                                assertThat(one.getOutputType())
                                        .isNotInstanceOf(GenericTypeInfo.class))
                .allSatisfy(
                        one ->
                                assertThat(parts(one.getOutputType()))
                                        .noneMatch(GenericTypeInfo.class::isInstance));
        assertThat(nodes())
                .allSatisfy(
                        node -> {
                            assertThat(node.getTypeSerializerOut())
                                    .isNotInstanceOf(KryoSerializer.class);
                            for (TypeSerializer<?> in : node.getTypeSerializersIn()) {
                                assertThat(in).isNotInstanceOf(KryoSerializer.class);
                            }
                        });
    }

    @Test
    void stateIsCutInto128Groups() {
        assertThat(ProjectOptions.MAX_PARALLELISM).isEqualTo(128);
        assertThat(environment.getMaxParallelism()).isEqualTo(128);
        graph.getJobGraph()
                .getVertices()
                .forEach(
                        vertex ->
                                assertThat(vertex.getMaxParallelism())
                                        .as(vertex.getName())
                                        .isEqualTo(128));
    }

    /** An idle reader would let the end of a run pass before its rows have. */
    @Test
    void runsEndByTheSourcesWatermarksAloneAndNoReaderIsIdle() {
        assertThat(transformations)
                .filteredOn(SourceTransformation.class::isInstance)
                .hasSize(3)
                .allSatisfy(
                        source ->
                                assertThat(
                                                ((SourceTransformation<?, ?, ?>) source)
                                                        .getWatermarkStrategy()
                                                        .getClass())
                                        .isEqualTo(WatermarkStrategy.noWatermarks().getClass()));
        assertThat(transformations)
                .noneMatch(TimestampsAndWatermarksTransformation.class::isInstance);
    }

    private static String sync(String model, String column) {
        return "model: "
                + model
                + "\ntype: users\nidentifier: {email: email}\nschedule: every 1 h\n"
                + "mappings: {"
                + model
                + ": "
                + column
                + "}\n";
    }

    private static List<Transformation<?>> everything(StreamExecutionEnvironment environment) {
        Set<Transformation<?>> all = new HashSet<>();
        environment
                .getTransformations()
                .forEach(one -> all.addAll(one.getTransitivePredecessors()));
        return List.copyOf(all);
    }

    private static List<TypeInformation<?>> parts(TypeInformation<?> type) {
        return List.copyOf(type.getGenericParameters().values());
    }

    private List<StreamNode> nodes() {
        return List.copyOf(graph.getStreamNodes());
    }

    private List<String> uids() {
        return nodes().stream().map(StreamNode::getTransformationUID).toList();
    }

    private List<String> uids(String prefix) {
        return uids().stream()
                .filter(uid -> uid.startsWith(prefix))
                .map(uid -> uid.substring(prefix.length()))
                .toList();
    }
}
