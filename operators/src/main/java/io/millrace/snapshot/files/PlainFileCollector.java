/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.UnreadableValue;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** Collects single rows for Flink SQL; an unreadable value fails the run. */
final class PlainFileCollector implements FileRecordCollector<RowData> {

    private static final int BATCH_ROWS = 1_000;

    private List<FileRecord<RowData>> rows = new ArrayList<>(BATCH_ROWS);

    @Override
    public void add(Object[] values) {
        for (Object value : values) {
            if (value instanceof UnreadableValue unreadable) {
                throw unreadable.failure();
            }
        }
        rows.add(new FileRecord<>(GenericRowData.of(values), 1));
    }

    @Override
    public boolean isFull() {
        return rows.size() == BATCH_ROWS;
    }

    @Override
    public List<FileRecord<RowData>> take() {
        List<FileRecord<RowData>> taken = rows;
        rows = new ArrayList<>(BATCH_ROWS);
        return taken;
    }
}
