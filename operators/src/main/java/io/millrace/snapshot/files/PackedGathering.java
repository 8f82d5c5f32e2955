/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.PackedRows;
import io.millrace.snapshot.Packing;
import io.millrace.snapshot.RowPacker;
import io.millrace.snapshot.files.format.UnfitValue;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;

/** Packs rows as they are read. */
final class PackedGathering implements Gathering<PackedRows.Batch> {

    private final RowPacker packer;

    PackedGathering(FilesTable table, Packing packing) {
        this.packer = new RowPacker(table.columns().wanted(), packing);
    }

    @Override
    public void add(Object[] values) {
        for (Object value : values) {
            if (value instanceof UnfitValue unfit) {
                throw unfit.failure();
            }
        }
        packer.add(GenericRowData.of(values));
    }

    @Override
    public boolean isFull() {
        return packer.isFull();
    }

    @Override
    public List<Emission<PackedRows.Batch>> take() {
        int rows = packer.rows();
        return rows == 0
                ? List.of()
                : List.of(new Emission<>(new PackedRows.Batch(rows, packer.takeAll()), rows));
    }
}
