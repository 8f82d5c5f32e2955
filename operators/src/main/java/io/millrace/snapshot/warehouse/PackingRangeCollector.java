/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.row.PackingSettings;
import io.millrace.row.RowEncoder;
import io.millrace.row.RowPacker;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.warehouse.range.RangeRecord;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Packs rows into chunks immediately. Keeps no row: each is written once, into its chunk. */
final class PackingRangeCollector implements RangeRecordCollector<UnmarkedChunk.Batch> {

    private static final Object[] NO_KEY = {};

    private final RowEncoder encoder;
    private final RowPacker packer;
    private Object[] lastKey = NO_KEY;
    private int lastKeyRows;

    PackingRangeCollector(RowType columns, PackingSettings packing, RowEncoder encoder) {
        this.encoder = encoder;
        this.packer = new RowPacker(columns, packing);
    }

    static Factory<UnmarkedChunk.Batch> factory(PackingSettings packing) {
        return (columns, encoder) -> new PackingRangeCollector(columns, packing, encoder);
    }

    @Override
    public void add(EncodedRow row, Object[] key) {
        packer.add(row);
        encoder.clear();
        if (key.length > 0) {
            lastKeyRows = Arrays.deepEquals(key, lastKey) ? lastKeyRows + 1 : 1;
            lastKey = key;
        }
    }

    /** The mapping rejects such a row with the text as the reason. */
    @Override
    public boolean takesUnreadable() {
        return true;
    }

    @Override
    public boolean isFull() {
        return packer.isFull();
    }

    @Override
    public List<RangeRecord<UnmarkedChunk.Batch>> take() {
        int rows = packer.rows();
        if (rows == 0) {
            return List.of();
        }
        UnmarkedChunk.Batch batch = new UnmarkedChunk.Batch(rows, packer.takeAll());
        List<RangeRecord<UnmarkedChunk.Batch>> taken =
                List.of(new RangeRecord<>(batch, rows, lastKey, lastKeyRows));
        lastKey = NO_KEY;
        lastKeyRows = 0;
        return taken;
    }
}
