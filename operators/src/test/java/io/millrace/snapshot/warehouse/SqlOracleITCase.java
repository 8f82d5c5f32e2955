/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.Change;
import io.millrace.diff.ChangeKind;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffOperatorFactory;
import io.millrace.diff.DiffTally;
import io.millrace.diff.ResendPolicy;
import io.millrace.row.IdentifierKind;
import io.millrace.row.PackingSettings;
import io.millrace.row.RowChunk;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.BatchRunMarking;
import io.millrace.snapshot.Published;
import io.millrace.snapshot.RepeatingSource;
import io.millrace.snapshot.RunGuard;
import io.millrace.snapshot.RunListener;
import io.millrace.snapshot.RunPolicy;
import io.millrace.trigger.Trigger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the changes that the diff finds with those of an outer join in PostgreSQL, for random
 * changes, columns of every type and keys of every kind.
 */
class SqlOracleITCase {

    @RegisterExtension static final PostgresFixture WAREHOUSE = new PostgresFixture();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final int ROWS = 1_500;
    private static final int ROUNDS = 4;
    private static final int PARALLELISM = 2;

    /** Columns that are not in the key; each value is an expression of {@code n} and {@code v}. */
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("c_bool", "boolean", DataTypes.BOOLEAN(), "(n + v) % 2 = 0"),
                    new Column("c_small", "smallint", DataTypes.SMALLINT(), "(n * 7 + v) % 30000"),
                    new Column("c_int", "integer", DataTypes.INT(), "n * 1000 + v"),
                    new Column("c_big", "bigint", DataTypes.BIGINT(), "n * 9000000000000 - v"),
                    new Column("c_real", "real", DataTypes.FLOAT(), "(n + v) / 7.0"),
                    new Column("c_double", "float8", DataTypes.DOUBLE(), "(n - v) / 3.0"),
                    new Column(
                            "c_numeric",
                            "numeric(24, 6)",
                            DataTypes.DECIMAL(24, 6),
                            "n * 1234567890.123 + v / 1000.0"),
                    new Column("c_text", "text", DataTypes.STRING(), "'ü' || n || '-' || v"),
                    new Column(
                            "c_varchar",
                            "varchar(40)",
                            DataTypes.STRING(),
                            "repeat('x', (v % 3)::int) || n"),
                    new Column(
                            "c_bytes",
                            "bytea",
                            DataTypes.BYTES(),
                            "decode(md5(n || '/' || v), 'hex')"),
                    new Column(
                            "c_date", "date", DataTypes.DATE(), "date '1999-12-31' + (n + v)::int"),
                    new Column(
                            "c_time",
                            "time(3)",
                            DataTypes.TIME(3),
                            "time '00:00' + (n * 61 + v) % 86000 * interval '1 second'"),
                    new Column(
                            "c_timestamp",
                            "timestamp",
                            DataTypes.TIMESTAMP(6),
                            "timestamp '1969-12-31 23:59:59.5' + (n * 977 + v) * interval '1 ms'"),
                    new Column(
                            "c_instant",
                            "timestamptz",
                            DataTypes.TIMESTAMP_LTZ(6),
                            "timestamptz '2026-03-29 01:30+01' + (n * 60 + v) * interval '1 s'"),
                    new Column("c_uuid", "uuid", DataTypes.STRING(), "md5(n || ':' || v)::uuid"),
                    new Column(
                            "c_json",
                            "jsonb",
                            DataTypes.STRING(),
                            "jsonb_build_object('n', n, 'v', v)"),
                    new Column(
                            "c_array",
                            "text[]",
                            DataTypes.ARRAY(DataTypes.STRING()),
                            "ARRAY['a' || n, NULL, 'b' || v]"),
                    new Column(
                            "c_ints",
                            "bigint[]",
                            DataTypes.ARRAY(DataTypes.BIGINT()),
                            "ARRAY[n, v]"));

    /** A column that is not read: a new value is not a change. */
    private static final String UNREAD = "unread";

    private record Column(String name, String sqlType, DataType type, String value) {}

    /** Keys: declared types, and values as expressions of {@code n}. */
    enum Key {
        BIGINT(column("bigint", DataTypes.BIGINT(), "n * 3 - 2000")),
        SPARSE_BIGINT(column("bigint", DataTypes.BIGINT(), "n * 100003")),
        HUGE_BIGINT(column("bigint", DataTypes.BIGINT(), "n * 440000000000")),
        TEXT(column("text", DataTypes.STRING(), "'Key ' || md5(n::text)")),
        UUID(column("uuid", DataTypes.STRING(), "md5(n::text)::uuid")),
        DECIMAL(column("numeric(12, 2)", DataTypes.DECIMAL(12, 2), "n / 100.0")),
        WHOLE_DECIMAL(column("numeric(12, 0)", DataTypes.DECIMAL(12, 0), "n * 10")),
        DATE(column("date", DataTypes.DATE(), "date '2000-01-01' - n::int")),
        INSTANT(
                column(
                        "timestamptz",
                        DataTypes.TIMESTAMP_LTZ(6),
                        "timestamptz '2026-10-25 00:00+00' + n * interval '1 ms'")),
        BYTES(column("bytea", DataTypes.BYTES(), "decode(md5(n::text), 'hex')")),
        NUMBERS(
                column("integer", DataTypes.INT(), "n % 7"),
                column("bigint", DataTypes.BIGINT(), "n / 7")),
        TEXT_AND_NUMBER(
                column("text", DataTypes.STRING(), "'region ' || n % 5"),
                column("bigint", DataTypes.BIGINT(), "n / 5"));

        private final List<Column> columns;

        Key(Column... columns) {
            List<Column> named = new ArrayList<>();
            for (int i = 0; i < columns.length; i++) {
                Column column = columns[i];
                named.add(new Column("k" + i, column.sqlType(), column.type(), column.value()));
            }
            this.columns = List.copyOf(named);
        }

        private static Column column(String sqlType, DataType type, String value) {
            return new Column("", sqlType, type, value);
        }

        private List<String> names() {
            return columns.stream().map(Column::name).toList();
        }
    }

    @TempDir Path folder;

    private Optional<JobClient> job = Optional.empty();

    @AfterEach
    void cancel() throws Exception {
        if (job.isPresent()) {
            job.get().cancel().get();
            while (!job.get().getJobStatus().get().isGloballyTerminalState()) {
                Thread.sleep(20);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void theDiffFindsTheChangesThatAnOuterJoinFinds(Key key) throws Exception {
        Random random = new Random(key.ordinal());
        create(key, random);
        RowLayout layout = layout(key);
        start(key, layout);
        awaitRunAfter(System.currentTimeMillis());
        int known = changes().size();
        assertThat(changes()).hasSize(ROWS).allMatch(change -> change.kind() == ChangeKind.ADDED);

        for (int round = 0; round < ROUNDS; round++) {
            List<String> expected = change(key, random);
            awaitRunAfter(System.currentTimeMillis());
            List<Change> all = changes();

            assertThat(described(all.subList(known, all.size()), layout))
                    .as("round " + round)
                    .containsExactlyInAnyOrderElementsOf(expected);
            known = all.size();
        }
    }

    private static void create(Key key, Random random) throws SQLException {
        String columns =
                all(key).stream()
                        .map(column -> column.name() + " " + column.sqlType())
                        .collect(Collectors.joining(", "));
        WAREHOUSE.run(
                "DROP TABLE IF EXISTS model, before",
                "CREATE TABLE model (n bigint, v bigint, "
                        + columns
                        + ", "
                        + UNREAD
                        + " int, PRIMARY KEY ("
                        + String.join(", ", key.names())
                        + "))",
                insert(key, "generate_series(1, " + ROWS + ") AS n, (SELECT 0::bigint AS v) AS w"));
        WAREHOUSE.run("UPDATE model SET c_text = NULL WHERE n % 10 = " + random.nextInt(10));
    }

    private static List<Column> all(Key key) {
        List<Column> all = new ArrayList<>(key.columns);
        all.addAll(COLUMNS);
        return all;
    }

    private static String insert(Key key, String from) {
        String names = all(key).stream().map(Column::name).collect(Collectors.joining(", "));
        String values = all(key).stream().map(Column::value).collect(Collectors.joining(", "));
        return "INSERT INTO model (n, v, " + names + ") SELECT n, v, " + values + " FROM " + from;
    }

    /** Changes the table in one transaction; returns the changes that an outer join finds. */
    private static List<String> change(Key key, Random random) throws SQLException {
        WAREHOUSE.run("DROP TABLE IF EXISTS before", "CREATE TABLE before AS SELECT * FROM model");
        try (Connection connection = DriverManager.getConnection(WAREHOUSE.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("DELETE FROM model WHERE (n * 31) % 97 = " + random.nextInt(97));
            for (Column column : COLUMNS) {
                statement.execute(
                        "UPDATE model SET "
                                + column.name()
                                + " = "
                                + (random.nextInt(4) == 0
                                        ? "NULL"
                                        : column.value().replaceAll("\\bv\\b", "(v + 1)"))
                                + " WHERE (n * 17) % 211 = "
                                + random.nextInt(211));
            }
            statement.execute("UPDATE model SET v = v + 1 WHERE n % 3 = " + random.nextInt(3));
            statement.execute("UPDATE model SET " + UNREAD + " = " + random.nextInt(9));
            int from = ROWS + random.nextInt(1_000) * 10;
            statement.execute(
                    insert(
                                    key,
                                    "generate_series("
                                            + from
                                            + ", "
                                            + (from + random.nextInt(40))
                                            + ") AS n, (SELECT 5::bigint AS v) AS w")
                            + " ON CONFLICT DO NOTHING");
            connection.commit();
        }
        return differences(key);
    }

    private static List<String> differences(Key key) throws SQLException {
        String same =
                key.names().stream()
                        .map(name -> "a." + name + " = b." + name)
                        .collect(Collectors.joining(" AND "));
        String read =
                COLUMNS.stream()
                        .map(Column::name)
                        .collect(Collectors.joining(", %1$s.", "%1$s.", ""));
        String sql =
                "SELECT CASE WHEN b.n IS NULL THEN 'ADDED' WHEN a.n IS NULL THEN 'REMOVED'"
                        + " ELSE 'CHANGED' END || ' ' || coalesce(a.n, b.n)"
                        + " FROM model a FULL OUTER JOIN before b ON "
                        + same
                        + " WHERE a.n IS NULL OR b.n IS NULL OR row("
                        + String.format(read, "a")
                        + ")::text IS DISTINCT FROM row("
                        + String.format(read, "b")
                        + ")::text";
        try (Connection connection = DriverManager.getConnection(WAREHOUSE.url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> differences = new ArrayList<>();
            while (result.next()) {
                differences.add(result.getString(1));
            }
            return differences;
        }
    }

    /** The key's columns, the number that identifies a row in this test, and all columns read. */
    private static RowLayout layout(Key key) {
        List<DataTypes.Field> fields = new ArrayList<>();
        key.columns.forEach(column -> fields.add(DataTypes.FIELD(column.name(), column.type())));
        fields.add(DataTypes.FIELD("n", DataTypes.BIGINT()));
        COLUMNS.forEach(column -> fields.add(DataTypes.FIELD(column.name(), column.type())));
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < key.columns.size(); i++) {
            positions.add(i);
        }
        int n = key.columns.size();
        return new RowLayout(
                (RowType) DataTypes.ROW(fields).getLogicalType(),
                positions,
                n,
                IdentifierKind.USER_ID,
                List.of(n));
    }

    private void start(Key key, RowLayout layout) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(PARALLELISM);
        env.setMaxParallelism(128);
        TypeInformation<UnmarkedChunk.Batch> type = TypeInformation.of(UnmarkedChunk.Batch.class);
        WarehouseTable table =
                WAREHOUSE.table(
                        layout.columns(),
                        key.names(),
                        "table-name",
                        "model",
                        "scan.partition.num",
                        "5");
        SingleOutputStreamOperator<Change> changes =
                env.fromSource(
                                new RepeatingSource<>(
                                        WarehouseSource.of(table)
                                                .packed(new PackingSettings(layout, 1, 128)),
                                        new RunPolicy(
                                                new Trigger.Every(Duration.ofMillis(50)),
                                                new RunGuard.Trusting(),
                                                RunListener.none()),
                                        type,
                                        UnmarkedChunk.Batch::rows),
                                WatermarkStrategy.noWatermarks(),
                                "model",
                                type)
                        .uid("model")
                        .transform(
                                "pack", TypeInformation.of(RowChunk.class), new BatchRunMarking())
                        .uid("pack")
                        .keyBy(RowChunk::bucket, Types.LONG)
                        .transform(
                                "diff",
                                TypeInformation.of(Change.class),
                                new DiffOperatorFactory(layout, ResendPolicy.EVERY_CHANGE))
                        .uid("diff");
        Published.publish(changes, name("changes"));
        Published.publish(changes.getSideOutput(DiffOperator.TALLIES), name("tallies"));
        job = Optional.of(env.executeAsync());
    }

    /** Contains the folder of this test, so that tests do not share published elements. */
    private String name(String what) {
        return folder.getFileName() + "-" + what;
    }

    /** Waits for two runs: the changes of the first are published before the second begins. */
    private void awaitRunAfter(long time) throws Exception {
        JobClient running = job.orElseThrow();
        while (Published.<DiffTally>of(name("tallies")).stream()
                        .filter(tally -> tally.run() > time)
                        .count()
                < 2 * PARALLELISM) {
            if (running.getJobStatus().get().isGloballyTerminalState()) {
                running.getJobExecutionResult().get();
            }
            Thread.sleep(20);
        }
    }

    private List<Change> changes() {
        return Published.of(name("changes"));
    }

    private static List<String> described(List<Change> changes, RowLayout layout) {
        RowCodec whole = RowCodec.of(layout.columns());
        RowType keptColumn =
                new RowType(List.of(layout.columns().getFields().get(layout.kept().get(0))));
        RowCodec kept = RowCodec.of(keptColumn);
        List<String> described = new ArrayList<>();
        for (Change change : changes) {
            switch (change.kind()) {
                case ADDED, CHANGED ->
                        described.add(
                                change.kind()
                                        + " "
                                        + whole.decode(change.row()).getLong(layout.kept().get(0)));
                case REMOVED -> described.add("REMOVED " + kept.decode(change.row()).getLong(0));
                case MOVED, HELD, WITHDRAWN -> {}
            }
        }
        return List.copyOf(described);
    }
}
