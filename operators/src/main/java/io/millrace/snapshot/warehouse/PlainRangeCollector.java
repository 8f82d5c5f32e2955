/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;

/** Emits each row as a record of its own. */
final class PlainRangeCollector implements RangeRecordCollector<RowData> {

    private static final int BATCH_ROWS = 1_000;

    private List<RangeRecord<RowData>> rows = new ArrayList<>(BATCH_ROWS);

    @Override
    public void add(EncodedRow row, Object[] key) {
        rows.add(new RangeRecord<>(row, 1, key, 1));
    }

    /** Flink SQL reads these rows and has no representation for a row fault. */
    @Override
    public boolean takesUnreadable() {
        return false;
    }

    @Override
    public boolean isFull() {
        return rows.size() == BATCH_ROWS;
    }

    @Override
    public List<RangeRecord<RowData>> take() {
        List<RangeRecord<RowData>> taken = rows;
        rows = new ArrayList<>(BATCH_ROWS);
        return taken;
    }
}
