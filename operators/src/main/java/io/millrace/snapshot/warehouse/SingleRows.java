/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.snapshot.warehouse.range.Emission;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;

/** Hands rows on as they are. */
final class SingleRows implements Gathering<RowData> {

    private static final int BATCH_ROWS = 1_000;

    private List<Emission<RowData>> rows = new ArrayList<>(BATCH_ROWS);

    @Override
    public void add(EncodedRow row, Object[] key) {
        rows.add(new Emission<>(row, 1, key, 1));
    }

    /** These rows go through Flink SQL, which has no place for a fault. */
    @Override
    public boolean takesUnreadable() {
        return false;
    }

    @Override
    public boolean isFull() {
        return rows.size() == BATCH_ROWS;
    }

    @Override
    public List<Emission<RowData>> take() {
        List<Emission<RowData>> taken = rows;
        rows = new ArrayList<>(BATCH_ROWS);
        return taken;
    }
}
