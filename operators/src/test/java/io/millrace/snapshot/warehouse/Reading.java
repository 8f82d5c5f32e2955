/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import io.millrace.snapshot.warehouse.range.RangeState;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;

/** Reads ranges as a reader does, without Flink. */
final class Reading {

    private Reading() {}

    static List<TableRange> plan(WarehouseTable table) {
        try (RangePlanner planner = new RangePlanner(table)) {
            return planner.plan().ranges();
        }
    }

    /** Returns the number of rows of each range of one plan. */
    static List<Integer> sizes(WarehouseTable table) {
        try (RangePlanner planner = new RangePlanner(table)) {
            return planner.plan().ranges().stream()
                    .map(range -> rows(table, range).size())
                    .toList();
        }
    }

    static List<RangeRecord<RowData>> rows(WarehouseTable table, TableRange range) {
        List<RangeRecord<RowData>> rows = new ArrayList<>();
        WarehouseSession<RowData> session =
                new WarehouseSession<>(table, (columns, encoder) -> new PlainRangeCollector());
        try {
            session.read(range, batch -> drain(batch, rows));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            session.abort();
        }
        return rows;
    }

    private static void drain(RowBatch<RowData> batch, List<RangeRecord<RowData>> rows) {
        if (batch.nextSplit() != null) {
            for (RangeRecord<RowData> row = batch.nextRecordFromSplit();
                    row != null;
                    row = batch.nextRecordFromSplit()) {
                rows.add(row);
            }
        }
    }

    /** Reads all rows of all ranges; interrupts each range after {@code stop} rows. */
    static <T> List<T> all(WarehouseTable table, int stop, Function<RowData, T> value) {
        List<T> all = new ArrayList<>();
        try (RangePlanner planner = new RangePlanner(table)) {
            for (TableRange range : planner.plan().ranges()) {
                List<RangeRecord<RowData>> whole = rows(table, range);
                if (whole.size() <= stop || stop == 0) {
                    whole.forEach(row -> all.add(value.apply(row.record())));
                    continue;
                }
                RangeState state = range.state();
                for (RangeRecord<RowData> row : whole.subList(0, stop)) {
                    state.advance(row);
                    all.add(value.apply(row.record()));
                }
                rows(table, state.toRange()).forEach(row -> all.add(value.apply(row.record())));
            }
        }
        return all;
    }

    static Position at(long rows, String... key) {
        return new Position(List.of(key), rows);
    }
}
