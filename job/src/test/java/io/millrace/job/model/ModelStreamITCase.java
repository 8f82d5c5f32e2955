/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.Folder;
import io.millrace.job.plan.SyncPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelStreamITCase {

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
                                3,cy@example.com,"",Rome,50
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
                .file("syncs/customers.yaml", sync("u"));

        assertThat(rows(folder.plan().syncs().get(0)))
                .containsExactlyInAnyOrder("2 bo@example.com", "3 cy@example.com");
    }

    @Test
    void viewThatReadsOtherColumnsEachTimeIsReadOnceWithAll() throws Exception {
        folder.file(
                        "models/u.sql",
                        """
                        CREATE VIEW u AS
                        SELECT id, email FROM customers WHERE age < 18
                        UNION ALL
                        SELECT id, city FROM customers WHERE first_name = '';
                        """)
                .file("syncs/customers.yaml", sync("u"));
        List<TableRead> reads = new ArrayList<>();
        SyncPlan sync = folder.plan().syncs().get(0);

        Model.Rows rows = rows(environment(), sync, reads);

        assertThat(texts(sync, rows)).containsExactlyInAnyOrder("2 bo@example.com", "3 Rome");
        assertThat(reads).hasSize(1);
    }

    @Test
    void viewReadsOnlyTheColumnsItHasUseFor() throws Exception {
        folder.file("models/v.sql", "CREATE VIEW v AS SELECT * FROM customers WHERE age > 18")
                .file(
                        "syncs/customers.yaml",
                        """
                        model: v
                        type: users
                        identifier: {email: email}
                        schedule: every 1 h
                        mappings: {city: city}
                        """);
        List<TableRead> reads = new ArrayList<>();
        SyncPlan sync = folder.plan().syncs().get(0);

        Model.Rows rows = rows(environment(), sync, reads);

        assertThat(texts(sync, rows))
                .containsExactlyInAnyOrder("1 London ada@example.com", "3 Rome cy@example.com");
        assertThat(reads)
                .singleElement()
                .satisfies(
                        read ->
                                assertThat(read.produced().getFieldNames())
                                        .containsExactlyInAnyOrder("id", "email", "city", "age"));
    }

    @Test
    void viewPassesWatermarksOnAndItsOperatorsHaveUids() throws Exception {
        folder.file(
                        "models/v.sql",
                        "CREATE VIEW v AS SELECT id, LOWER(email) AS email FROM customers")
                .file("syncs/customers.yaml", sync("v"));
        SyncPlan sync = folder.plan().syncs().get(0);
        StreamExecutionEnvironment environment = environment();
        DataStream<RowData> viewed = rows(environment, sync, new ArrayList<>()).stream();

        assertThat(viewed.getTransformation().getTransitivePredecessors())
                .allSatisfy(operator -> assertThat(operator.getUid()).isNotNull())
                .extracting(Transformation::getName)
                .containsOnly("customers", "test/view");
        assertThat(viewed.process(new SeenWatermarks()).executeAndCollect(100)).contains("42");
    }

    private static List<String> rows(SyncPlan sync) throws Exception {
        return texts(sync, rows(environment(), sync, new ArrayList<>()));
    }

    /** The columns in the order of the layout. */
    private static List<String> texts(SyncPlan sync, Model.Rows rows) throws Exception {
        List<String> columns = sync.layout().columns().getFieldNames();
        int[] positions = columns.stream().mapToInt(rows.type()::getFieldIndex).toArray();
        assertThat(rows.type().getFieldNames()).containsExactlyInAnyOrderElementsOf(columns);
        return rows.stream().executeAndCollect(100).stream()
                .map(row -> text(row, positions))
                .toList();
    }

    @Test
    void viewWithABranchThatIsNeverTakenIsRead() throws Exception {
        folder.file("models/others.sql", folder.table("others"))
                .file(
                        "models/u.sql",
                        """
                        CREATE VIEW two AS SELECT id, email FROM others;
                        CREATE VIEW u AS
                        SELECT id, email FROM customers WHERE age > 18
                        UNION ALL
                        SELECT id, email FROM two WHERE 'production' = 'test';
                        """)
                .file("syncs/customers.yaml", sync("u"));

        assertThat(rows(folder.plan().syncs().get(0)))
                .containsExactlyInAnyOrder("1 ada@example.com", "3 cy@example.com");
    }

    @Test
    void viewIsPlannedWithTheOptionsOfTheEnvironment() throws Exception {
        folder.file(
                        "models/u.sql",
                        """
                        CREATE VIEW u AS
                        SELECT id, email FROM customers WHERE age < 18
                        UNION ALL
                        SELECT id, city FROM customers WHERE age > 40;
                        """)
                .file("syncs/customers.yaml", sync("u"));
        Configuration options = new Configuration();
        options.setString("table.optimizer.reuse-source-enabled", "false");
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(options);
        environment.setParallelism(1);
        SyncPlan sync = folder.plan().syncs().get(0);

        assertThat(texts(sync, rows(environment, sync, new ArrayList<>())))
                .containsExactlyInAnyOrder("2 bo@example.com", "3 Rome");
    }

    private static StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        return environment;
    }

    /**
     * Every row belongs to run 42, and its watermark follows each row.
     *
     * @param reads gets what is read
     */
    private static Model.Rows rows(
            StreamExecutionEnvironment environment, SyncPlan sync, List<TableRead> reads)
            throws Exception {
        SerializableTimestampAssigner<RowData> run = (row, before) -> 42;
        WatermarkStrategy<RowData> runEnds =
                WatermarkStrategy.<RowData>forGenerator(context -> new EveryRowEndsItsRun())
                        .withTimestampAssigner(run);
        return sync.model()
                .rows(
                        environment,
                        "test",
                        sync.layout().columns().getFieldNames(),
                        read -> {
                            reads.add(read);
                            return environment
                                    .fromSource(
                                            read.source(),
                                            runEnds,
                                            read.table().name(),
                                            InternalTypeInfo.of(read.produced()))
                                    .uid("source");
                        });
    }

    private static String text(RowData row, int[] positions) {
        StringBuilder text = new StringBuilder().append(row.getLong(positions[0]));
        for (int i = 1; i < positions.length; i++) {
            boolean isNull = row.isNullAt(positions[i]);
            text.append(' ').append(isNull ? "null" : row.getString(positions[i]).toString());
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
