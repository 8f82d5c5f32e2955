/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.row.PackingSettings;
import io.millrace.row.RowEncoder;
import io.millrace.row.RowPacker;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.files.format.UnreadableValue;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/**
 * Packs rows while they are read. A message replaces an unreadable value, and the mapping rejects
 * the row. An unreadable value in the primary key fails the run, because the row can't be
 * identified.
 */
final class PackingFileCollector implements FileRecordCollector<UnmarkedChunk.Batch> {

    private final RowPacker packer;
    private final RowEncoder encoder;
    private final List<String> key;

    PackingFileCollector(FilesTable table, PackingSettings packing) {
        RowType columns = table.columns().projected();
        this.packer = new RowPacker(columns, packing);
        this.encoder = new RowEncoder(columns);
        this.key = packing.layout().keyNames();
    }

    @Override
    public void add(Object[] values) {
        for (Object value : values) {
            if (value instanceof UnreadableValue unreadable) {
                write(unreadable);
            } else {
                encoder.writeValue(value);
            }
        }
        packer.add(encoder.endRow());
        encoder.clear();
    }

    private void write(UnreadableValue unreadable) {
        if (key.contains(unreadable.column())) {
            throw unreadable.failure();
        }
        encoder.writeUnreadable(unreadable.withoutPlace());
    }

    @Override
    public boolean isFull() {
        return packer.isFull();
    }

    @Override
    public List<FileRecord<UnmarkedChunk.Batch>> take() {
        int rows = packer.rows();
        return rows == 0
                ? List.of()
                : List.of(new FileRecord<>(new UnmarkedChunk.Batch(rows, packer.takeAll()), rows));
    }
}
