/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelStreamTest {

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void customers() {
        folder =
                new Folder(path)
                        .file(
                                "customers.csv",
                                """
                                1,ada@example.com,Ada,London,36
                                2,bo@example.com,Bo,Oslo,17
                                3,cy@example.com,,Rome,50
                                """);
    }

    @Test
    void tableIsReadWithOnlyTheColumnsTheSyncUses() throws Exception {
        SyncPlan sync = folder.plan().syncs().get(0);

        assertThat(sync.layout().columns().getFieldNames())
                .containsExactly("id", "email", "first_name");
        TableRead read = sync.model().base().read(sync.layout().columns().getFieldNames());
        assertThat(read.isProjected()).isTrue();
        assertThat(read.produced().getFieldNames()).containsExactly("id", "email", "first_name");
        assertThat(rows(sync))
                .containsExactlyInAnyOrder(
                        "1 ada@example.com Ada", "2 bo@example.com Bo", "3 cy@example.com ");
    }

    @Test
    void viewProjectsFiltersAndComputes() throws Exception {
        folder.file(
                        "models/adults.sql",
                        """
                        CREATE VIEW adults AS
                        SELECT id, email, UPPER(city) AS place FROM customers WHERE age >= 18;
                        """)
                .file(
                        "syncs/customers.yaml",
                        """
                        model: adults
                        type: users
                        identifier: {email: email}
                        schedule: every 1 h
                        mappings: {city: place}
                        """);

        SyncPlan sync = folder.plan().syncs().get(0);

        assertThat(sync.layout().keyNames()).containsExactly("id");
        assertThat(rows(sync))
                .containsExactlyInAnyOrder("1 ada@example.com LONDON", "3 cy@example.com ROME");
    }

    @Test
    void viewsOverDifferentTablesAreReadEachByItself() throws Exception {
        folder.file("others.csv", "7,di@example.com,Di,Bonn,40\n")
                .file("models/others.sql", folder.table("others"))
                .file(
                        "models/views.sql",
                        "CREATE VIEW a AS SELECT id, email FROM customers;\nCREATE VIEW b AS SELECT id, email FROM others;")
                .file("syncs/customers.yaml", sync("a"))
                .file("syncs/others.yaml", sync("b"));

        List<SyncPlan> syncs = folder.plan().syncs();

        assertThat(rows(syncs.get(0))).hasSize(3);
        assertThat(rows(syncs.get(1))).containsExactly("7 di@example.com");
    }

    private static String sync(String model) {
        return "model: "
                + model
                + "\ntype: users\nidentifier: {email: email}\nschedule: every 1 h\n";
    }

    @Test
    void viewOfAViewDeclaredBeforeItIsReadToo() throws Exception {
        folder.file("models/a.sql", "CREATE VIEW a (k, mail) AS SELECT * FROM b;")
                .file(
                        "models/b.sql",
                        "CREATE VIEW b AS SELECT id, email FROM customers WHERE age < 18")
                .file(
                        "syncs/customers.yaml",
                        """
                        model: a
                        type: users
                        key: k
                        identifier: {email: mail}
                        schedule: every 1 h
                        """);

        assertThat(rows(folder.plan().syncs().get(0))).containsExactly("2 bo@example.com");
    }

    @Test
    void viewMayReadItsTableTwiceWithUnionAll() throws Exception {
        folder.file(
                        "models/u.sql",
                        """
                        CREATE VIEW u AS
                        SELECT id, email FROM customers WHERE age < 18
                        UNION ALL
                        SELECT id, email FROM customers WHERE age > 40;
                        """)
                .file(
                        "syncs/customers.yaml",
                        """
                        model: u
                        type: users
                        identifier: {email: email}
                        schedule: every 1 h
                        """);

        assertThat(rows(folder.plan().syncs().get(0)))
                .containsExactlyInAnyOrder("2 bo@example.com", "3 cy@example.com");
    }

    @Test
    void viewPassesWatermarksOnAndItsOperatorsHaveUids() throws Exception {
        folder.file(
                        "models/v.sql",
                        "CREATE VIEW v AS SELECT id, LOWER(email) AS email FROM customers")
                .file(
                        "syncs/customers.yaml",
                        """
                        model: v
                        type: users
                        identifier: {email: email}
                        schedule: every 1 h
                        """);
        SyncPlan sync = folder.plan().syncs().get(0);
        StreamExecutionEnvironment environment = environment();
        DataStream<RowData> viewed = stream(environment, sync);

        assertThat(viewed.getTransformation().getTransitivePredecessors())
                .allSatisfy(operator -> assertThat(operator.getUid()).isNotNull());
        assertThat(viewed.process(new SeenWatermarks()).executeAndCollect(100)).contains("42");
    }

    private static List<String> rows(SyncPlan sync) throws Exception {
        int arity = sync.layout().columns().getFieldCount();
        return stream(environment(), sync).executeAndCollect(100).stream()
                .map(row -> text(row, arity))
                .toList();
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        return environment;
    }

    /** Every row belongs to run 42, and its watermark follows each row. */
    private static DataStream<RowData> stream(StreamExecutionEnvironment environment, SyncPlan sync)
            throws Exception {
        SerializableTimestampAssigner<RowData> run = (row, before) -> 42;
        WatermarkStrategy<RowData> runEnds =
                WatermarkStrategy.<RowData>forGenerator(context -> new EveryRowEndsItsRun())
                        .withTimestampAssigner(run);
        return sync.model().stream(
                environment,
                "test",
                sync.layout().columns().getFieldNames(),
                read ->
                        environment
                                .fromSource(
                                        read.source(),
                                        runEnds,
                                        read.table().name(),
                                        InternalTypeInfo.of(read.produced()))
                                .uid("source"));
    }

    private static String text(RowData row, int arity) {
        StringBuilder text = new StringBuilder().append(row.getLong(0));
        for (int i = 1; i < arity; i++) {
            text.append(' ').append(row.isNullAt(i) ? "null" : row.getString(i).toString());
        }
        return text.toString();
    }

    private static final class EveryRowEndsItsRun implements WatermarkGenerator<RowData> {

        @Override
        public void onEvent(RowData row, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }

    private static final class SeenWatermarks extends ProcessFunction<RowData, String> {

        private static final long serialVersionUID = 1;

        @Override
        public void processElement(RowData row, Context context, Collector<String> out) {
            out.collect(Long.toString(context.timerService().currentWatermark()));
        }
    }
}
