/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.warehouse.range.KeyRange;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@SuppressWarnings("try") // close() of a Flink reader may throw any exception.
class WarehouseReaderITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    @BeforeAll
    static void createTable() throws Exception {
        POSTGRES.run(
                "CREATE TABLE numbers (id bigint PRIMARY KEY, filler text)",
                "INSERT INTO numbers SELECT n, repeat('x', 200) FROM generate_series(1, 50000) n");
    }

    private static WarehouseTable numbers(String... options) {
        return POSTGRES.table(
                columns("filler", DataTypes.STRING(), "id", DataTypes.BIGINT()),
                List.of("id"),
                options);
    }

    private static SourceReader<RowData, TableRange> reader(
            WarehouseTable table, TableRange range) {
        SourceReader<RowData, TableRange> reader =
                WarehouseSource.of(table).createReader(new TestingReaderContext());
        reader.start();
        reader.addSplits(List.of(range));
        return reader;
    }

    private static List<Long> poll(SourceReader<RowData, TableRange> reader, int rows)
            throws Exception {
        TestingReaderOutput<RowData> output = new TestingReaderOutput<>();
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (output.getEmittedRecords().size() < rows && status != InputStatus.END_OF_INPUT) {
            status = reader.pollNext(output);
            if (status == InputStatus.NOTHING_AVAILABLE) {
                reader.isAvailable().get(20, TimeUnit.SECONDS);
            }
        }
        return output.getEmittedRecords().stream().map(row -> row.getLong(1)).toList();
    }

    @Test
    void aNewReaderContinuesAfterTheLastRow() throws Exception {
        WarehouseTable table = numbers("table-name", "numbers", "scan.fetch-size", "100");
        List<Long> read = new ArrayList<>();
        List<TableRange> state = List.of(KeyRange.whole());
        for (int attempt = 0; attempt < 3; attempt++) {
            try (SourceReader<RowData, TableRange> reader = reader(table, state.get(0))) {
                read.addAll(poll(reader, 12_345));
                state = reader.snapshotState(attempt);
            }
        }
        try (SourceReader<RowData, TableRange> reader = reader(table, state.get(0))) {
            reader.notifyNoMoreSplits();
            read.addAll(poll(reader, Integer.MAX_VALUE));
        }

        assertThat(read)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 50_000).boxed().toList());
    }

    @Test
    void closingCancelsABlockedStatementImmediately() throws Exception {
        WarehouseTable table =
                numbers("query", "SELECT id, filler FROM numbers, pg_sleep(50) /* blocked */");
        SourceReader<RowData, TableRange> reader = reader(table, KeyRange.whole());
        Thread.sleep(1_500);

        assertThat(Duration.ofNanos(timed(reader::close))).isLessThan(Duration.ofSeconds(5));
        Thread.sleep(500);
        POSTGRES.run(
                "DO $$ BEGIN IF EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active'"
                        + " AND query LIKE '%/* blocked */%' AND pid <> pg_backend_pid())"
                        + " THEN RAISE 'still running'; END IF; END $$");
    }

    private interface Action {
        void run() throws Exception;
    }

    private static long timed(Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return System.nanoTime() - start;
    }

    @Test
    void aTerminatedConnectionIsReportedWithTableAndAddress() throws Exception {
        WarehouseTable table = numbers("table-name", "numbers", "scan.fetch-size", "10");
        try (SourceReader<RowData, TableRange> reader = reader(table, KeyRange.whole())) {
            poll(reader, 100);
            POSTGRES.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'millrace'");

            assertThatThrownBy(() -> poll(reader, Integer.MAX_VALUE))
                    .hasRootCauseInstanceOf(Exception.class)
                    .satisfies(
                            failure ->
                                    assertThat(messages(failure))
                                            .contains("table numbers", "jdbc:postgresql:"));
        }
    }

    @Test
    void aDroppedTableIsReportedByName() throws Exception {
        POSTGRES.run("CREATE TABLE doomed (id bigint PRIMARY KEY, filler text)");
        WarehouseTable table = numbers("table-name", "doomed");
        POSTGRES.run("DROP TABLE doomed");
        try (SourceReader<RowData, TableRange> reader = reader(table, KeyRange.whole())) {
            assertThatThrownBy(() -> poll(reader, 1))
                    .satisfies(
                            failure ->
                                    assertThat(messages(failure))
                                            .contains("table doomed", "does not exist"));
        }
    }

    private static String messages(Throwable failure) {
        return failure.getMessage()
                + (failure.getCause() == null ? "" : "\n" + messages(failure.getCause()));
    }
}
