/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.row.PackingSettings;
import io.millrace.row.RowEncoder;
import io.millrace.row.RowPacker;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.files.format.UnfitValue;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/**
 * Packs rows as they are read. A row keeps an unfit value as a text that rejects it later; one in
 * the primary key ends the reading, as nobody knows which row it is.
 */
final class PackingFileCollector implements FileRecordCollector<UnmarkedChunk.Batch> {

    private final RowPacker packer;
    private final RowEncoder encoder;
    private final List<String> key;

    PackingFileCollector(FilesTable table, PackingSettings packing) {
        RowType columns = table.columns().wanted();
        this.packer = new RowPacker(columns, packing);
        this.encoder = new RowEncoder(columns);
        this.key = packing.layout().keyNames();
    }

    @Override
    public void add(Object[] values) {
        for (Object value : values) {
            if (value instanceof UnfitValue unfit) {
                write(unfit);
            } else {
                encoder.writeValue(value);
            }
        }
        packer.add(encoder.endRow());
        encoder.clear();
    }

    private void write(UnfitValue unfit) {
        if (key.contains(unfit.column())) {
            throw unfit.failure();
        }
        encoder.writeUnreadable(unfit.withoutPlace());
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
