/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.ReadVerifier;
import io.millrace.snapshot.RestartableRun;
import io.millrace.snapshot.warehouse.range.KeyRange;
import io.millrace.snapshot.warehouse.range.RangeState;
import io.millrace.snapshot.warehouse.range.RemainingRanges;
import io.millrace.snapshot.warehouse.range.RemainingRanges.Plan;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.testutils.source.reader.TestingSplitEnumeratorContext;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // close() of a Flink enumerator may throw any exception.
class WarehouseEnumeratorITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    @BeforeAll
    static void createTable() throws Exception {
        POSTGRES.run(
                "CREATE TABLE pages (id int PRIMARY KEY, filler text)",
                "INSERT INTO pages SELECT n, repeat('x', 500) FROM generate_series(1, 500) n");
    }

    private final Context context = new Context();
    private final WarehouseTable table =
            POSTGRES.table(
                    columns("id", DataTypes.INT()),
                    List.of("id"),
                    "table-name",
                    "pages",
                    "scan.partition.num",
                    "3");
    private final WarehouseSource<RowData> source = WarehouseSource.of(table);

    /** Lets an enumerator plan and assigns its first range to reader 0. */
    private TableRange first(SplitEnumerator<TableRange, RemainingRanges> enumerator)
            throws Exception {
        enumerator.start();
        context.triggerAllActions();
        return next(enumerator);
    }

    private TableRange next(SplitEnumerator<TableRange, RemainingRanges> enumerator) {
        int before = assigned().size();
        enumerator.handleSplitRequest(0, "host");
        assertThat(assigned()).hasSize(before + 1);
        return assigned().get(before);
    }

    private List<TableRange> assigned() {
        return Stream.ofNullable(context.getSplitAssignments().get(0))
                .flatMap(reader -> reader.getAssignedSplits().stream())
                .toList();
    }

    @Test
    void aReturnedRangeOfThePlanKeepsItsPosition() throws Exception {
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                source.createEnumerator(context)) {
            TableRange range = first(enumerator);
            RangeState state = range.state();
            state.advance(Reading.rows(table, range).get(0));
            enumerator.addSplitsBack(List.of(state.toRange()), 0);

            TableRange again = next(enumerator);
            assertThat(again.splitId()).isEqualTo(range.splitId());
            assertThat(again.emittedRows()).isEqualTo(1);
            assertThat(enumerator.snapshotState(1).ranges()).hasSize(2);
            assertThat(context.startedOver).isFalse();
        }
    }

    @Test
    void aRestoredEnumeratorPlansPagesAgainAndDropsReturnedRangesOfTheOldPlan() throws Exception {
        RemainingRanges remembered;
        TableRange handedOut;
        try (SplitEnumerator<TableRange, RemainingRanges> former =
                source.createEnumerator(context)) {
            handedOut = first(former);
            remembered = former.snapshotState(1);
            assertThat(remembered.plan()).isEqualTo(Plan.ONE_MOMENT);
            assertThat(remembered.ranges()).hasSize(2);
        }
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                source.restoreEnumerator(context, remembered)) {
            enumerator.start();
            assertThat(context.startedOver).isTrue();
            enumerator.addSplitsBack(List.of(handedOut), 0);
            assertThat(enumerator.snapshotState(2))
                    .as("not planned yet")
                    .isEqualTo(RemainingRanges.unplanned());
            context.triggerAllActions();
            enumerator.addSplitsBack(List.of(handedOut), 0);

            List<TableRange> planned = enumerator.snapshotState(3).ranges();
            assertThat(planned)
                    .hasSize(3)
                    .noneMatch(range -> range.snapshot().equals(handedOut.snapshot()))
                    .allSatisfy(range -> assertThat(Reading.rows(table, range)).isNotEmpty());
        }
    }

    @Test
    void aRestoredEnumeratorKeepsRangesThatShareNoSnapshot() throws Exception {
        RemainingRanges remembered =
                new RemainingRanges(
                        Plan.SEPARATE_MOMENTS,
                        List.of(KeyRange.between(1, List.of("9"), List.of())));
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                source.restoreEnumerator(context, remembered)) {
            assertThat(first(enumerator)).isEqualTo(remembered.ranges().get(0));
            assertThat(context.startedOver).isFalse();
        }
    }

    @Test
    void anInterruptedSingleStatementStartsAgain() throws Exception {
        WarehouseTable present = present();
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                WarehouseSource.of(present).createEnumerator(context)) {
            TableRange range = first(enumerator);
            RangeState state = range.state();
            state.advance(Reading.rows(present, range).get(0));
            assertThat(state.toRange().position()).isPresent();
            enumerator.addSplitsBack(List.of(state.toRange()), 0);

            assertThat(context.startedOver).isTrue();
            assertThat(next(enumerator)).isEqualTo(KeyRange.whole());
            assertThat(((ReadVerifier) enumerator).verify().doubt()).isEmpty();
        }
    }

    private static WarehouseTable present(String... more) {
        List<String> options =
                new ArrayList<>(List.of("table-name", "pages", "scan.shared-snapshot", "false"));
        options.addAll(List.of(more));
        return POSTGRES.table(
                columns("id", DataTypes.INT()), List.of("id"), options.toArray(String[]::new));
    }

    @Test
    void rangesReadAtSeparateMomentsAreReported() throws Exception {
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                WarehouseSource.of(present("scan.partition.num", "3")).createEnumerator(context)) {
            first(enumerator);

            assertThat(((ReadVerifier) enumerator).verify().doubt().orElseThrow())
                    .contains("table pages was read in several ranges");
        }
        try (SplitEnumerator<TableRange, RemainingRanges> enumerator =
                source.createEnumerator(context)) {
            first(enumerator);
            ReadVerifier.Verification verification = ((ReadVerifier) enumerator).verify();
            assertThat(verification.doubt()).isEmpty();
            assertThat(verification.relation()).containsEntry("kind of public.pages", "table");
        }
    }

    /** The context of one reader, within a run. */
    private static final class Context extends TestingSplitEnumeratorContext<TableRange>
            implements RestartableRun {

        private boolean startedOver;

        Context() {
            super(1);
            registerReader(0, "host");
        }

        @Override
        public void startOver() {
            startedOver = true;
        }
    }
}
